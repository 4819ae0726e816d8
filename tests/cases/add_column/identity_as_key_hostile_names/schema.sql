CREATE TABLE "Lo;ose $1" ("na""me" text, "select" int);
COMMENT ON COLUMN "Lo;ose $1"."select" IS 'stays';
