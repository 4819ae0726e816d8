ALTER MATERIALIZED VIEW event_kinds ALTER COLUMN kind SET STATISTICS -1;
ALTER MATERIALIZED VIEW event_kinds ALTER COLUMN payload SET STORAGE MAIN, ALTER COLUMN payload SET COMPRESSION pglz, ALTER COLUMN size SET (n_distinct = -0.5);
DROP STATISTICS event_kinds_stats;
CREATE STATISTICS event_kinds_stats (mcv) ON kind, (size % 10) FROM event_kinds;
