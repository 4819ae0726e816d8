ALTER TYPE "select" SET SCHEMA "table";
CREATE OR REPLACE FUNCTION "Make"(integer) RETURNS "table"."select" LANGUAGE sql IMMUTABLE AS $$ SELECT ROW($1, 'it''s', 'x')::"table"."select" $$;
ALTER TYPE "table"."select" RENAME ATTRIBUTE "order by" TO "LIMIT";
