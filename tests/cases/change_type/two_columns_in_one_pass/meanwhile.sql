INSERT INTO "Sales" (id, amount, note) VALUES (41, 7.25, '9');
UPDATE "Sales" SET amount = 2.5 WHERE id = 2;
UPDATE "Sales" SET note = NULL, "Small" = 99 WHERE id = 6;
DELETE FROM "Sales" WHERE id = 3;
