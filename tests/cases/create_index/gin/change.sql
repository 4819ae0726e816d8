CREATE INDEX docs_body ON docs USING gin (body jsonb_path_ops);
CREATE INDEX ON docs USING gin (tags);
CREATE INDEX docs_hash ON docs USING hash (id) WITH (fillfactor = 70);
