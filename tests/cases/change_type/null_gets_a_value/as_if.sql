INSERT INTO items VALUES (30, 7), (31, NULL), (32, 3);
UPDATE items SET n = 9 WHERE id IN (4, 5);
UPDATE items SET n = NULL WHERE id IN (6, 7);
DELETE FROM items WHERE id = 8;
