CREATE TABLE votes (id integer PRIMARY KEY, choice text NOT NULL);
CREATE FUNCTION keep(text, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT coalesce($1 || ''|'', '''') || $2';
CREATE FUNCTION keep(text[], text) RETURNS text[] LANGUAGE sql IMMUTABLE AS 'SELECT $1 || $2';
CREATE FUNCTION shown(text[]) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT array_to_string($1, ''|'')';
CREATE AGGREGATE gathered(text) (SFUNC = keep, STYPE = text);
CREATE VIEW all_votes AS SELECT gathered(choice ORDER BY choice DESC) FILTER (WHERE id > 0) AS votes FROM votes;
