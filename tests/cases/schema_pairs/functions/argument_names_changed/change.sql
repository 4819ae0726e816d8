ALTER TABLE fields ALTER COLUMN surface DROP EXPRESSION;
DROP FUNCTION area(double precision, double precision);
CREATE FUNCTION area(width double precision, "the height" double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT width * "the height"';
