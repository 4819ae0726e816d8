INSERT INTO rows_of VALUES (1, 1), (2, NULL);
