INSERT INTO products SELECT i, i * 1.25, 'p' || i FROM generate_series(1, 15) AS i;
