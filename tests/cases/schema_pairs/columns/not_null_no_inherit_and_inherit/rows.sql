INSERT INTO parents VALUES (1, 1, 1), (2, 2, 2);
INSERT INTO children VALUES (NULL, 3, 3), (NULL, 4, 4);
