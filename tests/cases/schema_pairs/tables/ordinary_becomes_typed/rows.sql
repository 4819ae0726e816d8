INSERT INTO bounds VALUES (1, 2), (0, NULL), (-5, 5);
