INSERT INTO owners VALUES (1), (2);
INSERT INTO pets VALUES (1, 1), (2, 2), (3, NULL);
