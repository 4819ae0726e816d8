INSERT INTO movements VALUES (1, 5), (2, -5), (3, 0);
