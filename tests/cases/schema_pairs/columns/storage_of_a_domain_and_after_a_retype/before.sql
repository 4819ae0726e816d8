CREATE TABLE chunks (id integer, amount numeric, body text);
ALTER TABLE chunks ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE chunks ALTER COLUMN body SET COMPRESSION pglz;
