CREATE SCHEMA "A.B";
CREATE TYPE "A.B"."int4" AS ENUM ('x, y', '"q"');
CREATE DOMAIN "A.B"."C(d)" AS text CHECK (VALUE <> ')');
CREATE FUNCTION "A.B"."f(x, y)"("in" "A.B"."int4" DEFAULT 'x, y', "a DEFAULT b" "A.B"."C(d)"[] DEFAULT '{"a,b","c)d"}') RETURNS text LANGUAGE sql IMMUTABLE
  AS $_$ SELECT "in"::text || $1::text || '$_' $_$;
GRANT EXECUTE ON FUNCTION "A.B"."f(x, y)"("A.B"."int4", "A.B"."C(d)"[]) TO "Odd ""Role""";
