DROP FUNCTION owner_id();
DROP TABLE origin;
CREATE TABLE settled (level bigint, extra text);
CREATE TABLE origin (id integer PRIMARY KEY, score inet, note text);
SET check_function_bodies = off;
CREATE FUNCTION owner_id() RETURNS SETOF settled LANGUAGE sql STABLE ROWS 5 AS $$SELECT * FROM origin$$;
COMMENT ON FUNCTION owner_id() IS 'as it was';
