CREATE TABLE regions (id integer);
CREATE TABLE own (id integer);
CREATE SEQUENCE moving;
ALTER SEQUENCE moving OWNED BY own.id;
GRANT CREATE ON SCHEMA public TO reader;
ALTER TABLE regions OWNER TO reader;
