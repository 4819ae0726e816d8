INSERT INTO items (id, name) VALUES (4, 'new');
UPDATE items SET name = 'in its place', price = NULL, note = NULL WHERE id = 3;
