ALTER TABLE "Checks" RENAME CONSTRAINT "check" TO "from < ""to"" 😀";
ALTER TABLE "Checks" ADD CONSTRAINT "it's $$ \ 100%" CHECK ("text" NOT IN (E'it''s', E'\\''', E'line\nbreak', '$$ $1 %s', '"', 'é😀', E'\t'));
ALTER TABLE "Checks" ADD CONSTRAINT "unique" UNIQUE ("text"), ADD CONSTRAINT "primary" EXCLUDE USING btree ("to" WITH =);
COMMENT ON CONSTRAINT "it's $$ \ 100%" ON "Checks" IS E'$$\\''"';
