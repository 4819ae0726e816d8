CREATE TABLE items (id int PRIMARY KEY, name text, price numeric(10, 2), note text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE mood AS ENUM ('happy', 'it''s ok');
CREATE DOMAIN code AS text DEFAULT 'no;ne' CHECK (VALUE <> '');
