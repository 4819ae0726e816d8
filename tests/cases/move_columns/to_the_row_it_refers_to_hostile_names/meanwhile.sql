INSERT INTO "Add;resses" VALUES (10, 'new'), (11, NULL);
INSERT INTO "Peo'ple" VALUES (10, 'new', '12345', 100, 10);
INSERT INTO "Peo'ple" (id, "add ress") VALUES (11, 11);
UPDATE "Peo'ple" SET "Zip $1 %s" = 'changed', name = 'too' WHERE id = 1;
UPDATE "Peo'ple" SET "select" = NULL WHERE id = 4;
UPDATE "Peo'ple" SET "add ress" = 5 WHERE id = 7;
UPDATE "Peo'ple" SET id = 9 WHERE id = 8;
DELETE FROM "Peo'ple" WHERE id = 9;
