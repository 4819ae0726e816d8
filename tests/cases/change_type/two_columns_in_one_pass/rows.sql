INSERT INTO "Sales" SELECT n, n / 3.0, timestamp '2020-03-29 01:30' + n * interval '10 minutes', CASE WHEN n % 2 = 0 THEN n::text END, nullif(n, 4)
FROM generate_series(1, 40) AS n;
