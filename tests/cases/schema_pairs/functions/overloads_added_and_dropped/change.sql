DROP FUNCTION label(integer);
CREATE FUNCTION label(x bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''bigint '' || x';
CREATE FUNCTION label(x text, y text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT x || y';
ALTER FUNCTION label(integer[]) RENAME TO labels;
