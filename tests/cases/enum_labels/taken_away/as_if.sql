INSERT INTO orders (id, status, was, note) VALUES (40, 'sent', '{sent}', 'y');
UPDATE orders SET status = 'new', note = NULL WHERE id = 3;
DELETE FROM "My ""T" WHERE "Id; --" = 1;
INSERT INTO "My ""T" ("Id; --", "va%lue") VALUES (7, 'new');
