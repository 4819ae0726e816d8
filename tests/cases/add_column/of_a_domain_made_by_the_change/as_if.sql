INSERT INTO items (id, name) VALUES (6, 'later');
UPDATE items SET name = 'changed' WHERE id = 1;
