INSERT INTO folders VALUES (1, NULL, 10), (2, 1, NULL), (3, 3, 11);
INSERT INTO images VALUES (10, 1), (11, 2);
