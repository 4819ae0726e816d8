CREATE TABLE articles (id int PRIMARY KEY, tags text[] NOT NULL DEFAULT '{}');
CREATE INDEX articles_tags ON articles USING gin (tags);
