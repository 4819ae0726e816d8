DROP VIEW upper_titles;
ALTER TABLE titles ALTER COLUMN title TYPE text;
DROP COLLATION own;
CREATE COLLATION own (provider = builtin, locale = 'C.UTF-8');
ALTER TABLE titles ALTER COLUMN title TYPE text COLLATE own;
CREATE VIEW upper_titles AS SELECT upper(title) AS title FROM titles ORDER BY title COLLATE own;
