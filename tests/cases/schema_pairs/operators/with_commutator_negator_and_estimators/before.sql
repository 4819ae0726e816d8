CREATE FUNCTION near(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT abs($1 - $2) < 3';
CREATE FUNCTION far(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT abs($1 - $2) >= 3';
CREATE OPERATOR ~~~ (FUNCTION = near, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = ~~~);
CREATE TABLE dots (id integer PRIMARY KEY, x integer NOT NULL, CONSTRAINT near_id CHECK (x ~~~ id));
