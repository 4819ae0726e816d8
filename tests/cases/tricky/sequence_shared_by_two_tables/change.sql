ALTER SEQUENCE global_id AS bigint;
ALTER TABLE cats ALTER COLUMN id TYPE bigint;
ALTER TABLE dogs ALTER COLUMN id TYPE bigint, ALTER COLUMN chases TYPE bigint;
