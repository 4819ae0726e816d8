CREATE TYPE colour AS (r smallint, g smallint, b smallint);
CREATE FUNCTION colour_hash(colour) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT hashtext($1::text)';
CREATE OPERATOR CLASS colour_hash_ops FOR TYPE colour USING hash AS OPERATOR 1 = (record, record), FUNCTION 1 colour_hash(colour);
CREATE TABLE paints (id integer PRIMARY KEY, c colour);
CREATE INDEX paints_c ON paints USING hash (c colour_hash_ops);
