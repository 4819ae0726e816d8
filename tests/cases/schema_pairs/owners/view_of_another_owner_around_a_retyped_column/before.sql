GRANT CREATE ON SCHEMA public TO keeper;
CREATE TABLE visits (id integer PRIMARY KEY, page varchar(20));
CREATE VIEW visited AS SELECT page FROM visits;
GRANT SELECT ON visits TO keeper;
GRANT SELECT ON visited TO reader;
ALTER VIEW visited OWNER TO keeper;
