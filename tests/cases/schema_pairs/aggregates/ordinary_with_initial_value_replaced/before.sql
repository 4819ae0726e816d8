CREATE TABLE bets (id integer PRIMARY KEY, odds numeric NOT NULL);
CREATE FUNCTION times(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 * $2';
CREATE AGGREGATE product(numeric) (SFUNC = times, STYPE = numeric, INITCOND = '1');
COMMENT ON AGGREGATE product(numeric) IS 'multiplies';
