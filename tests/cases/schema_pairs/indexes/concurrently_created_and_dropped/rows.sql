INSERT INTO uploads VALUES (1, '/a', 10), (2, '/b', NULL), (3, NULL, 0);
