DROP FUNCTION of_code(code);
ALTER TABLE things ALTER COLUMN code TYPE varchar, ALTER COLUMN short TYPE varchar, ALTER COLUMN more TYPE varchar[];
DROP DOMAIN codes, short_code, code;
CREATE DOMAIN code AS text CHECK (VALUE = upper(VALUE));
CREATE DOMAIN short_code AS code CHECK (length(VALUE) < 4);
CREATE DOMAIN codes AS code[] CHECK (array_length(VALUE, 1) < 3);
ALTER TABLE things ALTER COLUMN code TYPE code, ALTER COLUMN short TYPE short_code, ALTER COLUMN more TYPE codes;
CREATE FUNCTION of_code(code) RETURNS short_code LANGUAGE sql IMMUTABLE AS 'SELECT left($1, 3)::short_code';
