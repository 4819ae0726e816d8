INSERT INTO brands VALUES (1), (2);
INSERT INTO cars VALUES (1, 77, 1), (2, 1, NULL), (3, NULL, 2);
