ALTER TABLE skus DROP CONSTRAINT skus_pkey, ADD CONSTRAINT skus_pkey PRIMARY KEY (id) INCLUDE (name, code) WITH (fillfactor = 60);
