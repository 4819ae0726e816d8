INSERT INTO pairs VALUES (1, 'x'), (2, NULL), (NULL, NULL);
