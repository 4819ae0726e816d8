ALTER MATERIALIZED VIEW document_words SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
ALTER MATERIALIZED VIEW document_words RESET (autovacuum_enabled, toast.autovacuum_enabled);
