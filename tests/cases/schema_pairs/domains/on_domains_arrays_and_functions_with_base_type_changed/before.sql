CREATE DOMAIN code AS varchar(5) CHECK (VALUE = upper(VALUE));
CREATE DOMAIN short_code AS code CHECK (length(VALUE) < 4);
CREATE DOMAIN codes AS code[] CHECK (array_length(VALUE, 1) < 3);
CREATE FUNCTION of_code(code) RETURNS short_code LANGUAGE sql IMMUTABLE AS 'SELECT left($1, 3)::short_code';
CREATE TABLE things (id integer PRIMARY KEY, code code, short short_code, more codes);
