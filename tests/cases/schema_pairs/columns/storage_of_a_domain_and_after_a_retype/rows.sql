INSERT INTO chunks VALUES (1, 1.50, '1'), (2, 1e100, '22'), (3, NULL, NULL);
