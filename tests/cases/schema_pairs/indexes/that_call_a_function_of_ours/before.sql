CREATE SCHEMA tools;
CREATE FUNCTION tools.plain(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$SELECT lower(translate(value, '''"\$', ''))$f$;
CREATE TABLE names (id integer PRIMARY KEY, name text);
CREATE INDEX names_plain ON names (tools.plain(name));
