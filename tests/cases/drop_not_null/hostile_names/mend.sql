UPDATE "Table" SET "a.b" = 0 WHERE "a.b" IS NULL;
