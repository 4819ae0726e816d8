CREATE FUNCTION label(x integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''int '' || x';
CREATE FUNCTION label(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''text '' || x';
CREATE FUNCTION label(x integer[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''ints''';
COMMENT ON FUNCTION label(text) IS 'the one for text';
