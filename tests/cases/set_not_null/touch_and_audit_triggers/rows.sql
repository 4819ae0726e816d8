INSERT INTO items (id, name) VALUES (1, 'lamp'), (2, NULL), (3, 'O''Neill'), (4, NULL);
