INSERT INTO docs SELECT n, n * 10, 'text ' || n FROM generate_series(1, 20) AS n;
