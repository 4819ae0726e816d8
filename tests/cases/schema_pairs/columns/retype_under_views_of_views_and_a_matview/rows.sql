INSERT INTO sales VALUES (1, 5, 'a'), (2, 50, 'a'), (3, NULL, NULL);
