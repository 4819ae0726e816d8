CREATE SCHEMA "S 1";
CREATE SCHEMA "s 1";
CREATE TABLE "S 1"."T" (a integer, b integer);
CREATE TABLE "s 1"."T" (a integer, b integer);
CREATE INDEX "T's a" ON "S 1"."T" (a);
CREATE INDEX "T's a" ON "s 1"."T" (a) WHERE b > 0;
COMMENT ON INDEX "S 1"."T's a" IS 'upper';
COMMENT ON INDEX "s 1"."T's a" IS 'lower';
