INSERT INTO items (id, name) VALUES (4, 'new');
UPDATE items SET price = 3 WHERE id = 1;
DELETE FROM items WHERE id = 2;
