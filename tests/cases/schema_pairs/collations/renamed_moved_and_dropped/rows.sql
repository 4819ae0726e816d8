INSERT INTO guests VALUES (1, 'Ng', 'a'), (2, NULL, NULL), (3, 'O''Hara', 'm');
