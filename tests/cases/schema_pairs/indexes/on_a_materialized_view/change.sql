DROP INDEX totals_shop;
CREATE UNIQUE INDEX totals_shop ON totals (shop COLLATE "C") INCLUDE (total) WITH (fillfactor = 100);
ALTER MATERIALIZED VIEW totals CLUSTER ON totals_shop;
CREATE INDEX empty_totals_shop ON empty_totals USING hash (shop);
ALTER MATERIALIZED VIEW totals SET (autovacuum_enabled = false);
COMMENT ON INDEX empty_totals_shop IS 'nothing in it yet';
