INSERT INTO items (id, n, other) VALUES (30, '7', '8'), (31, NULL, 'six'), (32, '5', '5');
UPDATE items SET n = '9' WHERE id IN (4, 5);
UPDATE items SET other = 'eight' WHERE id IN (8, 9);
UPDATE items SET other = '80' WHERE id IN (8, 9, 31);
DELETE FROM items WHERE id = 10;
