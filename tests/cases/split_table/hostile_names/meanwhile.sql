INSERT INTO "Peo'ple" VALUES (10, 'new', 'new', 100, ''), (11, NULL, NULL, 110, NULL);
UPDATE "Peo'ple" SET "Bi;o $1 %s" = 'changed' WHERE "i d" IN (1);
UPDATE "Peo'ple" SET "Bi;o $1 %s" = NULL, name = 'none' WHERE "i d" = 2;
UPDATE "Peo'ple" SET "select" = 1 WHERE "i d" = 5;
UPDATE "Peo'ple" SET "i d" = 7 WHERE "i d" = 4;
DELETE FROM "Peo'ple" WHERE "i d" = 3;
