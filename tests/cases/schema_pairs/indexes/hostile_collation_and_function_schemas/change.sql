DROP INDEX cities_name;
CREATE INDEX cities_name ON cities (name COLLATE "Coll"."C ""like""" text_pattern_ops DESC, "Coll"."Fold ($1)"("Name"));
ALTER INDEX cities_name ALTER COLUMN 2 SET STATISTICS 42;
