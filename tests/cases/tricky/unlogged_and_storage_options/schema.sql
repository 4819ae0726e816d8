CREATE UNLOGGED TABLE sessions (
    token text PRIMARY KEY,
    data json,
    seen int NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 70);
CREATE INDEX sessions_seen ON sessions (seen) WITH (fillfactor = 60, deduplicate_items = off);
ALTER TABLE sessions ALTER COLUMN data SET STORAGE EXTERNAL;
