CREATE TYPE token AS (value text);
CREATE FUNCTION token_text(token) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ($1).value';
CREATE CAST (token AS text) WITH FUNCTION token_text(token) AS ASSIGNMENT;
