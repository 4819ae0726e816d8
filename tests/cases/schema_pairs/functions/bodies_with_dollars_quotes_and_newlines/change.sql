CREATE OR REPLACE FUNCTION "it's a ""Function"" %"("select" text) RETURNS text LANGUAGE plpgsql AS $function1$
BEGIN
  -- $body$ $function$ $$ $_$ $a$
  EXECUTE $q$ SELECT $$nested$$ || E'\\ \'' || $x$ $function$ $x$ $q$ INTO "select";

  RETURN "select" || $$ 🐘 %s $1 $$;
END$function1$;
CREATE FUNCTION "naïve_Function_of_the_long_tale_told_by_nobody_in_particular_a"(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1 || E''\n\\$$''';
COMMENT ON FUNCTION "it's a ""Function"" %"(text) IS E'$$ ends ''here'' \\\n%';
