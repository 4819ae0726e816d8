CREATE SCHEMA "Coll";
CREATE COLLATION "Coll"."C ""like""" (provider = libc, locale = 'C');
CREATE FUNCTION "Coll"."Fold ($1)"("a""b" text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE cities (id integer PRIMARY KEY, name text, "Name" text);
CREATE INDEX cities_name ON cities (name);
