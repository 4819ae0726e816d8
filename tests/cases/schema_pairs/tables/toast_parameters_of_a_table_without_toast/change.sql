ALTER TABLE coordinates SET (toast.autovacuum_enabled = false);
