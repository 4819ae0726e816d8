DROP VIEW high;
ALTER TABLE readings ALTER COLUMN level TYPE numeric(10, 1);
CREATE VIEW high AS SELECT id, level FROM readings WHERE level > 5;
