INSERT INTO posts VALUES (1, 'a-b', 'b'), (2, NULL, 'c'), (3, 'zz', NULL);
