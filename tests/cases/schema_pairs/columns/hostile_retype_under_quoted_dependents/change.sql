DROP VIEW "view";
DROP VIEW "My Views"."100% ""view""";
ALTER TABLE "Sales" ALTER COLUMN "Amount" TYPE bigint;
CREATE VIEW "My Views"."100% ""view""" ("a""b", "select", "😀") AS SELECT "Amount", "user", E'it''s \\ $$'::text FROM "Sales";
CREATE VIEW "view" AS SELECT max("a""b") AS "max", "select" FROM "My Views"."100% ""view""" GROUP BY "select";
COMMENT ON COLUMN "My Views"."100% ""view"""."a""b" IS E'\\''"';
GRANT SELECT ("a""b", "😀") ON "My Views"."100% ""view""" TO PUBLIC;
