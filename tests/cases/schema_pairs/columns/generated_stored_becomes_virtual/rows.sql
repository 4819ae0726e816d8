INSERT INTO lines VALUES (1, 10), (2, NULL), (3, 7);
