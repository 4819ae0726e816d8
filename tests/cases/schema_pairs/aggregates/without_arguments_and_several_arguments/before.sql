CREATE FUNCTION count_one(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION weigh(numeric, value numeric, weight integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1 + value * weight';
CREATE AGGREGATE my_count(*) (SFUNC = count_one, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE "weighted Sum"("value" numeric, "weight" integer) (SFUNC = weigh, STYPE = numeric, INITCOND = '0');
GRANT EXECUTE ON FUNCTION my_count() TO reader;
