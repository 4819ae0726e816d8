ALTER TABLE articles ADD PRIMARY KEY (id);
ALTER TABLE comments DROP CONSTRAINT on_article;
DROP INDEX articles_id_first;
ALTER TABLE comments ADD CONSTRAINT on_article FOREIGN KEY (article_id) REFERENCES articles;
