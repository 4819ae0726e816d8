DROP VIEW areas;
DROP FUNCTION area_of(integer);
ALTER TABLE rects DROP COLUMN area;
ALTER TABLE rects ALTER COLUMN w TYPE numeric(8,2), ADD COLUMN area numeric GENERATED ALWAYS AS (w * h) VIRTUAL;
ALTER TABLE rects RENAME CONSTRAINT width_given TO "it's given";
CREATE VIEW areas AS SELECT id, area FROM rects WHERE area > 10;
CREATE FUNCTION area_of(integer) RETURNS numeric LANGUAGE sql STABLE RETURN (SELECT area FROM rects WHERE id = $1);
