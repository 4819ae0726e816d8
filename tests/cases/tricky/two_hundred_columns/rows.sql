INSERT INTO wide (id, c3, c6) SELECT i, i, i FROM generate_series(1, 15) AS i;
