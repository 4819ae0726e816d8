CREATE TABLE shirts (id integer PRIMARY KEY, name text NOT NULL);
