CREATE TYPE "Choice ""A""" AS ENUM ('it''s', E'back\\slash', '100%', '');
CREATE TABLE choices (id integer PRIMARY KEY, c "Choice ""A""" DEFAULT E'back\\slash', "check" text DEFAULT 'it''s' CHECK ("check" <> E'a\\b'));
