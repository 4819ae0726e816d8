CREATE TABLE articles (id integer NOT NULL, title text);
CREATE UNIQUE INDEX articles_id_first ON articles (id);
CREATE TABLE comments (id integer PRIMARY KEY, article_id integer CONSTRAINT on_article REFERENCES articles (id));
