INSERT INTO wages SELECT n, n * 10, 'n' FROM generate_series(1, 40) AS n;
