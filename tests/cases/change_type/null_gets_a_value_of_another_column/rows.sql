INSERT INTO items SELECT n, nullif(n % 4, 0), n, n FROM generate_series(1, 20) AS n;
