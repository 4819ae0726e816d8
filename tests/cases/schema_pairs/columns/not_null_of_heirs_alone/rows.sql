INSERT INTO parents VALUES (NULL, NULL), (1, 2);
INSERT INTO children VALUES (NULL, 3);
INSERT INTO grandchildren VALUES (4, 5, 'x');
