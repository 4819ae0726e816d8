INSERT INTO routes SELECT i, i, i + 1, i FROM generate_series(1, 20) AS i;
