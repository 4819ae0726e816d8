INSERT INTO "Odd ""Events$" (at, kind) VALUES ('2024-05-05 00:00:00+00', 1), ('2030-05-05 00:00:00+00', NULL);
UPDATE "Odd ""Events$" SET at = at + interval '1 year', "two
lines" = NULL WHERE "the Id" IN (1, 2, 3);
UPDATE "Odd ""Events$" SET "the Id" = DEFAULT WHERE "the Id" = 4;
UPDATE "Odd ""Events$" SET kind = 3 WHERE "the Id" = 7;
DELETE FROM "Odd ""Events$" WHERE "the Id" IN (8, 30);
DELETE FROM kinds WHERE id = 5;
