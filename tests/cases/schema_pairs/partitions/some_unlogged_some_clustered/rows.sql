INSERT INTO traces VALUES (1, 1), (2, 2), (3, 2);
