INSERT INTO "Odd ""Events$" (at, kind) VALUES ('2024-06-06 00:00:00+00', 2), ('2031-05-05 00:00:00+00', NULL);
UPDATE "Odd ""Events$" SET kind = 3 WHERE "the Id" = 7;
UPDATE "Odd ""Events$" SET "select" = 'since', "two
lines" = NULL WHERE "the Id" IN (9, 10, 11);
DELETE FROM "Odd ""Events$" WHERE "the Id" IN (8, 30);
DELETE FROM kinds WHERE id = 5;
