INSERT INTO hits VALUES (1, '/', 10), (2, '/about', 3), (3, NULL, 0);
