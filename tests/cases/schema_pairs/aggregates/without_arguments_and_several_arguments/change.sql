DROP AGGREGATE my_count(*);
DROP AGGREGATE "weighted Sum"(numeric, integer);
CREATE AGGREGATE "weighted Sum"("the value" numeric, integer) (SFUNC = weigh, STYPE = numeric, INITCOND = '-1');
REVOKE EXECUTE ON FUNCTION "weighted Sum"(numeric, integer) FROM PUBLIC;
