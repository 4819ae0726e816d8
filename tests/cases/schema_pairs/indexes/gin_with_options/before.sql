CREATE TABLE posts (id integer PRIMARY KEY, tags text[], meta jsonb, search tsvector);
CREATE INDEX posts_meta ON posts USING gin (meta) WITH (fastupdate = off);
