DROP VIEW visited;
ALTER TABLE visits ALTER COLUMN page TYPE text;
CREATE VIEW visited AS SELECT page FROM visits;
GRANT SELECT ON visited TO reader;
ALTER VIEW visited OWNER TO keeper;
