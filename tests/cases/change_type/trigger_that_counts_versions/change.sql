ALTER TABLE docs ALTER COLUMN version TYPE bigint;
