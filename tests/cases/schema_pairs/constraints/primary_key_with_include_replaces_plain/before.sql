CREATE TABLE skus (id integer CONSTRAINT skus_pkey PRIMARY KEY, code text NOT NULL, name text);
