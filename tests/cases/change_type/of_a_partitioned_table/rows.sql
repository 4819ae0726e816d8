INSERT INTO readings SELECT n, date '2024-06-01' + n * 40, n + 0.26, 'n ' || n FROM generate_series(1, 24) AS n;
