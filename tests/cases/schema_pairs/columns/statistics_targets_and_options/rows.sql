INSERT INTO households VALUES (1, 'Gent', 'A', 1), (2, 'Gent', 'B', 2), (3, NULL, NULL, NULL);
