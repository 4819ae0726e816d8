INSERT INTO "Peo'ple" ("i d", name) VALUES (20, 'new');
INSERT INTO "Pro;files" (owner, level, "Bi;o $1 %s") VALUES (20, 200, 'new');
UPDATE "Pro;files" SET "Bi;o $1 %s" = CASE owner WHEN 1 THEN '' ELSE 'one' END WHERE owner IN (1, 2);
UPDATE "Pro;files" SET level = 0, "Bi;o $1 %s" = NULL WHERE owner = 4;
UPDATE "Pro;files" SET avatar = 'picture' WHERE owner = 5;
DELETE FROM "Pro;files" WHERE owner = 3;
DELETE FROM "Peo'ple" WHERE "i d" = 3;
