INSERT INTO items (id, name) VALUES (4, 'new');
DELETE FROM items WHERE id = 1;
