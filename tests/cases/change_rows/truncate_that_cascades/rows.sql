INSERT INTO parents VALUES (1, 'a'), (2, ''), (3, NULL);
INSERT INTO children VALUES (1, 1, 'a'), (2, NULL, NULL), (3, 2, ''), (4, 3, NULL), (5, NULL, 'x');
