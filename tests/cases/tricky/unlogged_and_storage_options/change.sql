ALTER TABLE sessions SET (fillfactor = 85);
ALTER TABLE sessions RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE sessions ALTER COLUMN data TYPE jsonb;
ALTER TABLE sessions ALTER COLUMN seen TYPE bigint;
ALTER TABLE sessions ADD COLUMN ip inet;
CREATE INDEX sessions_data ON sessions USING gin (data jsonb_path_ops) WITH (fastupdate = off);
