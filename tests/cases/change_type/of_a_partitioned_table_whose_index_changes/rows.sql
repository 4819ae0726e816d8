INSERT INTO sales SELECT n, date '2025-12-20' + n, n * 7 FROM generate_series(1, 20) AS n;
