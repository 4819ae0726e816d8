CREATE TABLE origin (level bigint, extra text);
CREATE TABLE another (id integer PRIMARY KEY, score inet, note text);
CREATE FUNCTION owner_id() RETURNS SETOF origin LANGUAGE sql STABLE ROWS 5 AS $$SELECT * FROM origin$$;
COMMENT ON FUNCTION owner_id() IS 'as it was';
