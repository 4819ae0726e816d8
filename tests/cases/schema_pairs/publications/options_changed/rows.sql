INSERT INTO measures VALUES (1, 1), (2, NULL), (99, 3);
