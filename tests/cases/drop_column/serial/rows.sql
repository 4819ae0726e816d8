INSERT INTO items (id, name) VALUES (1, ''), (9, NULL); INSERT INTO items VALUES (3, 77, 'x');
