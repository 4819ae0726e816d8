UPDATE "Peo'ple" SET "select" = 0 WHERE "select" IS NULL;
