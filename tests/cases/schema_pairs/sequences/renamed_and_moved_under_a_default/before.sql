CREATE SCHEMA counters;
CREATE SEQUENCE numbers;
CREATE TABLE things (id integer DEFAULT nextval('numbers'), late integer DEFAULT nextval('numbers'::text));
