INSERT INTO coordinates VALUES (0, 0), (1, -1), (NULL, 5);
