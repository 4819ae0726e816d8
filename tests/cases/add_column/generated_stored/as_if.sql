INSERT INTO items (id, name) VALUES (6, 'later');
UPDATE items SET name = 'again', price = 2 WHERE id = 3;
DELETE FROM items WHERE id = 5;
