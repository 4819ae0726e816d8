INSERT INTO orders VALUES (1, 1, 'a'), (2, 3, NULL), (3, 2, 'c');
