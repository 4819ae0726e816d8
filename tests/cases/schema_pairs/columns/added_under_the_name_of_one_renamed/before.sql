CREATE TABLE articles (id integer PRIMARY KEY, body text NOT NULL);
