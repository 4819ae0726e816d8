ALTER TABLE documents SET (toast.autovacuum_vacuum_threshold = 1000, toast.vacuum_truncate = false, toast_tuple_target = 4080);
ALTER TABLE documents RESET (toast.autovacuum_enabled);
