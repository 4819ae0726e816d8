INSERT INTO items (id, name) VALUES (4, 'new');
