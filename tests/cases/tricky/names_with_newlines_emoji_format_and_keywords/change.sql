ALTER TABLE "select" ALTER COLUMN "a'b -- c /* d" TYPE bigint;
ALTER TABLE "select" DROP COLUMN "line
break";
UPDATE "select" SET "😀.""quoted"".\back" = 'it''s; -- nothing
of $$ a /* comment' /* but ' this; is */ WHERE "😀.""quoted"".\back" IS NULL -- and that
;
ALTER TABLE "select" ALTER COLUMN "😀.""quoted"".\back" SET NOT NULL;
ALTER TABLE "select" ADD COLUMN "table" text DEFAULT '$$ %I ''; DROP TABLE "select"' NOT NULL;
ALTER TABLE "select" RENAME COLUMN "CURRENT_USER" TO "user";
