CREATE SCHEMA kinds;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE diary (id integer PRIMARY KEY, moods mood[] NOT NULL DEFAULT ARRAY['ok']::mood[]);
CREATE FUNCTION best(mood[]) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT max(m) FROM unnest($1) m';
