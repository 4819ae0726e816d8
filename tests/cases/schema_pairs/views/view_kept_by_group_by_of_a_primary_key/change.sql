DROP VIEW author_works;
ALTER TABLE works DROP CONSTRAINT works_author_fkey;
ALTER TABLE authors DROP CONSTRAINT authors_pkey;
ALTER TABLE authors ADD CONSTRAINT pk_authors PRIMARY KEY (id) INCLUDE (name);
ALTER TABLE works ADD CONSTRAINT fk_works_author FOREIGN KEY (author) REFERENCES authors (id) ON DELETE CASCADE;
CREATE VIEW author_works AS SELECT a.id, a.name, count(w.id) AS works FROM authors a LEFT JOIN works w ON w.author = a.id GROUP BY a.id;
