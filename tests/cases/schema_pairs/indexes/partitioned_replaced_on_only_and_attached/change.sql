CREATE INDEX orders_lookup_new ON ONLY orders (id DESC, placed) WITH (fillfactor = 90);
CREATE INDEX CONCURRENTLY orders_a_lookup_new ON orders_a (id DESC, placed);
CREATE INDEX CONCURRENTLY orders_b_lookup_new ON orders_b (id DESC, placed) WITH (fillfactor = 50);
ALTER INDEX orders_lookup_new ATTACH PARTITION orders_a_lookup_new;
ALTER INDEX orders_lookup_new ATTACH PARTITION orders_b_lookup_new;
DROP INDEX orders_lookup;
ALTER INDEX orders_lookup_new RENAME TO orders_lookup;
