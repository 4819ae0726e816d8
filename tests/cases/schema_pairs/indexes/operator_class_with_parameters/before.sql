CREATE TABLE texts (id integer PRIMARY KEY, body tsvector, at integer, host inet);
CREATE INDEX texts_body ON texts USING gist (body tsvector_ops);
CREATE INDEX texts_at ON texts USING brin (at int4_minmax_multi_ops (values_per_range = 16));
