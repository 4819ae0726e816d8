CREATE DOMAIN percent AS smallint DEFAULT 50 NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE polls (id integer PRIMARY KEY, yes percent, no percent DEFAULT 10);
