CREATE TABLE authors (id serial PRIMARY KEY, name text NOT NULL, UNIQUE (name));
CREATE TABLE books (id serial PRIMARY KEY, author_id integer REFERENCES authors, title text NOT NULL, code integer DEFAULT nextval('authors_id_seq'));
CREATE VIEW shelf AS SELECT title, name FROM books JOIN authors ON authors.id = books.author_id;
CREATE MATERIALIZED VIEW author_counts AS SELECT name, count(*) AS books FROM shelf GROUP BY name;
CREATE UNIQUE INDEX author_counts_name ON author_counts (name);
