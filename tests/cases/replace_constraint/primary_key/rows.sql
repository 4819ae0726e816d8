INSERT INTO lines ("order", n) SELECT a, b FROM generate_series(1, 5) AS a, generate_series(1, 6) AS b;
