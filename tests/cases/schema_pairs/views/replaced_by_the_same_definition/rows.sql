INSERT INTO songs VALUES (1, 'a', 301), (2, 'b', 20), (3, 'c', NULL);
