INSERT INTO items (id, n, name) VALUES (4, 78, 'new');
