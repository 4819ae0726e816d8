CREATE TABLE households (id integer, city text, street text, size integer);
ALTER TABLE households ALTER COLUMN city SET STATISTICS 500;
ALTER TABLE households ALTER COLUMN street SET (n_distinct = -0.5, n_distinct_inherited = 100);
