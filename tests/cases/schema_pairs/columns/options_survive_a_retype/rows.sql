INSERT INTO meters VALUES (1, 'x-1', 10), (2, 'x-2', 20), (3, NULL, NULL);
