DROP INDEX names_plain;
DROP FUNCTION tools.plain(text);
CREATE FUNCTION tools.plain(value text, cut integer DEFAULT 10) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT left(lower(value), cut)';
CREATE INDEX names_plain ON names (tools.plain(name), tools.plain(name, 3)) WHERE tools.plain(name) <> '';
