CREATE FUNCTION slug(title text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT replace(lower(title), ' ', '-') $$;
CREATE TABLE posts (id integer PRIMARY KEY, title text NOT NULL, slug text GENERATED ALWAYS AS (slug(title)) STORED);
CREATE UNIQUE INDEX posts_slug ON posts (slug(title));
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON posts USING (slug(title) <> 'secret');
