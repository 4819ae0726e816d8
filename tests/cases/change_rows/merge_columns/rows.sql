INSERT INTO prices VALUES (1, 1, 50), (2, NULL, 7), (3, 0, 0);
