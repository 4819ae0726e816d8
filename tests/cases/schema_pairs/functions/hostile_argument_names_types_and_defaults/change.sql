CREATE OR REPLACE FUNCTION "A.B"."f(x, y)"("in" "A.B"."int4" DEFAULT '"q"', "a DEFAULT b" "A.B"."C(d)"[] DEFAULT ARRAY['\', '''', E'\n']::"A.B"."C(d)"[]) RETURNS text LANGUAGE sql IMMUTABLE
  AS $_$ SELECT "in"::text || $1::text || '$_%' $_$;
CREATE FUNCTION "A.B"."f(x, y)"("in" int4) RETURNS TABLE ("OUT" "A.B"."int4", "table" "A.B"."C(d)") LANGUAGE sql IMMUTABLE AS 'SELECT NULL::"A.B"."int4", NULL::"A.B"."C(d)"';
COMMENT ON FUNCTION "A.B"."f(x, y)"(int4) IS '"A.B"."f(x, y)"';
