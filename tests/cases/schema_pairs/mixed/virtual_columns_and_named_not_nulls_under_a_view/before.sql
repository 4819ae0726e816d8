CREATE TABLE rects (id integer PRIMARY KEY, w integer CONSTRAINT width_given NOT NULL, h integer NOT NULL NO INHERIT, area bigint GENERATED ALWAYS AS (w::bigint * h) VIRTUAL);
CREATE VIEW areas AS SELECT id, area FROM rects WHERE area > 10;
CREATE FUNCTION area_of(integer) RETURNS bigint LANGUAGE sql STABLE RETURN (SELECT area FROM rects WHERE id = $1);
