INSERT INTO items (id, count, note) VALUES (7, 12, 'new');
UPDATE items SET count = count - 1 WHERE id = 2;
DELETE FROM items WHERE id = 1;
