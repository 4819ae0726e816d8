INSERT INTO orders SELECT i, i, 'n' FROM generate_series(1, 20) AS i;
