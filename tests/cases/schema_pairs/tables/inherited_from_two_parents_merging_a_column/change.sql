CREATE TABLE articles (weight real, name text DEFAULT 'article') INHERITS (priced, named);
ALTER TABLE articles ADD PRIMARY KEY (id);
