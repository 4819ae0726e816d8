DROP INDEX posts_meta;
CREATE INDEX posts_meta ON posts USING gin (meta jsonb_path_ops) WITH (fastupdate = on, gin_pending_list_limit = 128);
CREATE INDEX posts_tags ON posts USING gin (tags, to_tsvector('simple', array_to_tsvector(tags)::text)) WHERE tags <> '{}';
