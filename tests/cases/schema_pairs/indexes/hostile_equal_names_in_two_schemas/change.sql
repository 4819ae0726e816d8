DROP INDEX "S 1"."T's a";
CREATE INDEX "t's a" ON "S 1"."T" (a DESC);
ALTER INDEX "s 1"."T's a" SET (fillfactor = 60);
COMMENT ON INDEX "S 1"."t's a" IS 'upper';
