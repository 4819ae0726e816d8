CREATE SCHEMA "table";
CREATE TYPE "select" AS ("from" integer, "where" text COLLATE "POSIX", "order by" "char");
CREATE FUNCTION "Make"(integer) RETURNS "select" LANGUAGE sql IMMUTABLE AS $$ SELECT ROW($1, 'it''s', 'x')::"select" $$;
CREATE VIEW made AS SELECT ("Make"(1))."where" AS "having";
