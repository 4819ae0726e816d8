INSERT INTO orders SELECT n, date '2024-01-01' + n FROM generate_series(1, 9) AS n;
INSERT INTO lines SELECT n, n FROM generate_series(1, 9) AS n;
