INSERT INTO parents VALUES (1), (2);
INSERT INTO children VALUES (1, 1, 99, 40), (2, 2, NULL, 3), (3, NULL, 1, NULL);
