DROP CAST (token AS text);
CREATE FUNCTION text_token(text, integer, boolean) RETURNS token LANGUAGE sql IMMUTABLE AS 'SELECT ROW(left($1, 10))::token';
CREATE CAST (text AS token) WITH FUNCTION text_token(text, integer, boolean);
DROP FUNCTION token_text(token);
