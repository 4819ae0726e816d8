DROP INDEX texts_body;
CREATE INDEX texts_body ON texts USING gist (body tsvector_ops (siglen = 100));
DROP INDEX texts_at;
CREATE INDEX texts_at ON texts USING brin (at int4_bloom_ops (n_distinct_per_range = 50, false_positive_rate = 0.05), host inet_minmax_multi_ops (values_per_range = 8)) WITH (pages_per_range = 64);
