CREATE DOMAIN zip AS text CONSTRAINT not_empty CHECK (VALUE <> '');
CREATE TABLE addresses (id integer PRIMARY KEY, zip zip);
ALTER DOMAIN zip ADD CONSTRAINT digits CHECK (VALUE ~ '^\d+$') NOT VALID;
