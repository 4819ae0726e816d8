INSERT INTO items VALUES (30, '7'), (31, NULL), (32, 'none');
UPDATE items SET n = '9' WHERE id IN (4, 5);
UPDATE items SET n = 'none' WHERE id = 6;
UPDATE items SET n = NULL WHERE id = 7;
DELETE FROM items WHERE id = 8;
UPDATE items SET n = '3' WHERE id = 32;
