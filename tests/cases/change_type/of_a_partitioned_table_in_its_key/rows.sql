INSERT INTO visits SELECT n, date '2026-01-01' + n FROM generate_series(1, 20) AS n;
