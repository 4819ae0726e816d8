CREATE TABLE papers (id integer PRIMARY KEY, title text, body text COMPRESSION pglz, scan bytea, meta jsonb);
ALTER TABLE papers ALTER COLUMN scan SET STORAGE EXTERNAL;
ALTER TABLE papers ALTER COLUMN meta SET STORAGE PLAIN;
