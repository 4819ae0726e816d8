CREATE DOMAIN code AS text CONSTRAINT short CHECK (length(VALUE) < 5) CONSTRAINT filled CHECK (VALUE <> '');
ALTER DOMAIN code ADD CONSTRAINT low CHECK (VALUE = lower(VALUE)) NOT VALID;
CREATE DOMAIN number AS int;
CREATE TABLE items (id int PRIMARY KEY, code code, n number);
