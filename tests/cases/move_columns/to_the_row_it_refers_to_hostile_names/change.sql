ALTER TABLE "Add;resses" ADD COLUMN "Zip $1 %s" text, ADD COLUMN level int;
UPDATE "Add;resses" SET "Zip $1 %s" = p."Zip $1 %s", level = "select" FROM "Peo'ple" AS p WHERE "i d" = p."add ress";
ALTER TABLE "Peo'ple" DROP COLUMN "Zip $1 %s", DROP COLUMN "select";
