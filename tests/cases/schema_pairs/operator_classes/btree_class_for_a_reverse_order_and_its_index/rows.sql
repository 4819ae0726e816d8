INSERT INTO scores VALUES (1, 5), (2, 50), (3, -1);
