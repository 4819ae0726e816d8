ALTER TABLE "references" ADD CONSTRAINT "foreign key" FOREIGN KEY ("key", "foreign") REFERENCES "Master Data"."Key/Value" ("Key", "order") ON UPDATE CASCADE ON DELETE SET NULL ("foreign") DEFERRABLE;
COMMENT ON CONSTRAINT "foreign key" ON "references" IS E'REFERENCES "Master Data"\n-- it''s \\ 100%';
ALTER TABLE "Master Data"."Key/Value" RENAME COLUMN "Key" TO "primary";
