CREATE TABLE routes (id integer CONSTRAINT routes_id PRIMARY KEY, a text, b text);
CREATE INDEX routes_a ON routes (a);
CREATE INDEX routes_b ON routes (b) WHERE b <> '';
COMMENT ON INDEX routes_a IS 'was a';
