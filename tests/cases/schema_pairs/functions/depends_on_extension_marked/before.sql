CREATE EXTENSION pg_trgm;
CREATE TABLE terms (id integer PRIMARY KEY, term text NOT NULL);
CREATE INDEX terms_trgm ON terms USING gin (term gin_trgm_ops);
CREATE FUNCTION alike(a text, b text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT a % b';
