ALTER TABLE a."b.c" ALTER COLUMN "d.e" SET DEFAULT 'left';
ALTER TABLE "a.b".c RENAME COLUMN "d.e" TO d;
ALTER TABLE "a.b".c ADD COLUMN e text DEFAULT 'right';
COMMENT ON COLUMN a."b.c"."d.e" IS 'a.b.c.d.e';
COMMENT ON COLUMN "a.b".c.d IS 'the other a.b.c.d';
