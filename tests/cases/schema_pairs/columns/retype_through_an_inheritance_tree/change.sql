DROP VIEW bird_names;
ALTER TABLE creatures ALTER COLUMN name TYPE text, ALTER COLUMN id TYPE bigint;
CREATE VIEW bird_names AS SELECT name FROM birds;
