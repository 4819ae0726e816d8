INSERT INTO lines VALUES (1, 10, 1), (2, 10, 2), (3, 11, 1);
