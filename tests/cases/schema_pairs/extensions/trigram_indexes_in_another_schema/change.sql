CREATE INDEX streets_gist ON streets USING gist (name ext.gist_trgm_ops (siglen = 32));
DROP INDEX streets_gin;
ALTER SCHEMA ext RENAME TO "Ext ""2"" %";
COMMENT ON EXTENSION pg_trgm IS 'it''s for "likeness"';
