INSERT INTO guests VALUES (1, 30, 'A1'), (2, -1, NULL), (3, NULL, '');
