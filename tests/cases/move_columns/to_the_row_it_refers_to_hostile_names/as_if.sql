INSERT INTO "Add;resses" VALUES (20, 'new'), (21, 'never known');
INSERT INTO "Peo'ple" VALUES (20, 'with all', '777', 7, 20), (21, 'with nothing', 'no;ne', NULL, 21), (22, 'nowhere', 'no;ne', NULL, NULL);
UPDATE "Peo'ple" SET "Zip $1 %s" = 'changed', "select" = NULL WHERE id = 1;
UPDATE "Peo'ple" SET "select" = 10 WHERE id = 3;
UPDATE "Peo'ple" SET "select" = -30 WHERE id = 1;
UPDATE "Peo'ple" SET "select" = NULL WHERE id = 4;
UPDATE "Peo'ple" SET "add ress" = 6 WHERE id = 7;
