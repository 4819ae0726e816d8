CREATE TABLE persons (id integer PRIMARY KEY, first text, last text, data jsonb, born date);
CREATE INDEX persons_names ON persons (lower(last), (first || ' ' || last), id);
ALTER INDEX persons_names ALTER COLUMN 1 SET STATISTICS 100;
