CREATE TYPE token;
CREATE FUNCTION token_in(cstring) RETURNS token LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
CREATE FUNCTION token_out(token) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
CREATE TYPE token (INPUT = token_in, OUTPUT = token_out, LIKE = text, CATEGORY = 'S', DEFAULT = 'it''s "none"');
CREATE CAST (token AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE TABLE tickets (id integer PRIMARY KEY, token token);
