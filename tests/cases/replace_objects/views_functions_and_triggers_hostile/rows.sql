INSERT INTO items VALUES (1, 'first', 1.50), (2, '', 0), (-3, NULL, NULL);
