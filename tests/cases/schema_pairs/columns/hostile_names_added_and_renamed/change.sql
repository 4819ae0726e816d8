ALTER TABLE "Data" ADD COLUMN "user" text DEFAULT 'user', ADD COLUMN "1st" integer, ADD COLUMN "100%s" text DEFAULT '%s %% %(x)s', ADD COLUMN "a""b\c'd" text, ADD COLUMN "😀 $$ $1" text DEFAULT '$1', ADD COLUMN "VALUE" integer, ADD COLUMN "primary" boolean DEFAULT true;
ALTER TABLE "Data" RENAME COLUMN "value" TO "values";
ALTER TABLE "Data" RENAME COLUMN "VALUE" TO "value";
COMMENT ON COLUMN "Data"."a""b\c'd" IS E'\\''"$$';
