INSERT INTO "Add;resses" VALUES (20, 'new', '777', 7), (21, 'never known', NULL, NULL);
INSERT INTO "Peo'ple" (id, name, "add ress") VALUES (20, 'with all', 20), (21, 'with nothing', 21), (22, 'nowhere', NULL);
UPDATE "Add;resses" SET "Zip $1 %s" = 'changed' WHERE "i d" = 1;
UPDATE "Add;resses" SET level = CASE "i d" WHEN 1 THEN -30 ELSE 10 END WHERE "i d" IN (1, 3);
UPDATE "Add;resses" SET level = NULL WHERE "i d" = 4;
UPDATE "Peo'ple" SET "add ress" = 6 WHERE id = 7;
