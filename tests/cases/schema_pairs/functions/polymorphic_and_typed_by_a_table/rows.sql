INSERT INTO items VALUES (1, 10), (2, 20.5), (3, 0);
