CREATE TYPE channel AS ENUM ('mail', 'phone');
CREATE TABLE contacts (id integer PRIMARY KEY, channel channel NOT NULL DEFAULT 'mail');
COMMENT ON TYPE channel IS 'how to reach';
