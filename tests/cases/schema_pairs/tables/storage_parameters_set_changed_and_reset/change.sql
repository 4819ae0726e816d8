ALTER TABLE hits SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, vacuum_truncate = off, log_autovacuum_min_duration = 0);
ALTER TABLE hits RESET (parallel_workers, autovacuum_enabled);
