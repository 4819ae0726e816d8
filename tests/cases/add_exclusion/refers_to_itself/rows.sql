INSERT INTO spans SELECT n, nullif(n - 1, 0), int4range(n, n + 1) FROM generate_series(1, 20) AS n;
