INSERT INTO points (id, x, y) SELECT i, i, nullif(i * 2, 10) FROM generate_series(1, 15) AS i;
