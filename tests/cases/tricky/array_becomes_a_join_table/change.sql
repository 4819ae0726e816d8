CREATE TABLE tags (name text PRIMARY KEY);
CREATE TABLE article_tags (
    article_id int REFERENCES articles ON DELETE CASCADE,
    tag text REFERENCES tags,
    PRIMARY KEY (article_id, tag)
);
INSERT INTO tags SELECT DISTINCT unnest(tags) FROM articles;
INSERT INTO article_tags SELECT DISTINCT id, unnest(tags) FROM articles;
ALTER TABLE articles DROP COLUMN tags;
