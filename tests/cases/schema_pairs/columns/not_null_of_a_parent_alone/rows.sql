INSERT INTO parents VALUES (1, 2, 3, 4);
INSERT INTO children VALUES (1, NULL, NULL, 4);
INSERT INTO grandchildren VALUES (1, NULL, NULL, 4, 'x');
