CREATE SCHEMA staging;
COMMENT ON SCHEMA staging IS 'Loaded each night';
CREATE TABLE kept (id integer);
