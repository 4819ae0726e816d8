INSERT INTO items (id, name) VALUES (4, 'new');
UPDATE items SET name = 'now known' WHERE id = 3;
