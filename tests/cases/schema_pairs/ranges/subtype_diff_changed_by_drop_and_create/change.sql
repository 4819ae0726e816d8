DROP INDEX shops_open;
ALTER TABLE shops DROP CONSTRAINT sane, ALTER COLUMN open TYPE text;
DROP TYPE opening;
CREATE TYPE opening AS RANGE (subtype = time, subtype_diff = time_gap);
ALTER TABLE shops ALTER COLUMN open TYPE opening USING open::opening, ADD CONSTRAINT sane CHECK (NOT isempty(open));
CREATE INDEX shops_open ON shops USING gist (open);
DROP FUNCTION hour_gap(timetz, timetz);
