UPDATE "Table" SET "a.b" = '' WHERE "a.b" IS NULL;
