CREATE TABLE authors (id integer CONSTRAINT authors_pkey PRIMARY KEY, name text NOT NULL);
CREATE TABLE works (id integer PRIMARY KEY, author integer NOT NULL REFERENCES authors, title text);
CREATE VIEW author_works AS SELECT a.id, a.name, count(w.id) AS works FROM authors a LEFT JOIN works w ON w.author = a.id GROUP BY a.id;
