ALTER TABLE households ALTER COLUMN city SET STATISTICS -1, ALTER COLUMN size SET STATISTICS 0;
ALTER TABLE households ALTER COLUMN street SET (n_distinct = 42), ALTER COLUMN street RESET (n_distinct_inherited), ALTER COLUMN id SET (n_distinct = -1);
