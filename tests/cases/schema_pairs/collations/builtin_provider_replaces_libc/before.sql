CREATE COLLATION own (provider = libc, locale = 'C');
CREATE TABLE titles (id integer PRIMARY KEY, title text COLLATE own NOT NULL);
CREATE UNIQUE INDEX titles_lower ON titles (lower(title));
CREATE VIEW upper_titles AS SELECT upper(title) AS title FROM titles ORDER BY title COLLATE own;
