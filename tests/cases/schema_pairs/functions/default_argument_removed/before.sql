CREATE FUNCTION page_of(number integer DEFAULT 1, size integer DEFAULT 20) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT (number - 1) * size';
COMMENT ON FUNCTION page_of(integer, integer) IS 'offset of a page';
GRANT EXECUTE ON FUNCTION page_of(integer, integer) TO reader;
