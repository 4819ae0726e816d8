INSERT INTO "Peo'ple" VALUES (20, 'new', 'new', 200, '');
UPDATE "Peo'ple" SET "Bi;o $1 %s" = NULL WHERE "i d" = 1;
UPDATE "Peo'ple" SET "Bi;o $1 %s" = 'one' WHERE "i d" = 2;
UPDATE "Peo'ple" SET "Bi;o $1 %s" = '' WHERE "i d" = 1;
UPDATE "Peo'ple" SET "Bi;o $1 %s" = NULL, "select" = 0 WHERE "i d" = 4;
DELETE FROM "Peo'ple" WHERE "i d" = 3;
