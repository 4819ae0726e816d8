CREATE FUNCTION square(integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 * $1';
CREATE OPERATOR ||/| (FUNCTION = square, RIGHTARG = integer);
CREATE FUNCTION same(smallint, smallint) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 = $2';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = smallint, RIGHTARG = smallint, COMMUTATOR = ===, HASHES, MERGES, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE TABLE sides (id integer PRIMARY KEY, a integer NOT NULL, area integer GENERATED ALWAYS AS (||/| a) STORED);
