CREATE TABLE hits (id bigint PRIMARY KEY, page text, count integer) WITH (fillfactor = 70, autovacuum_enabled = false, parallel_workers = 2);
