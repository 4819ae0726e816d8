INSERT INTO kinds SELECT n FROM generate_series(1, 5) AS n;
INSERT INTO "Odd ""Events$" (at, "select", kind, "two
lines")
SELECT timestamptz '2023-11-01 12:00:00.123456+00' + n * interval '20 days', 's' || n, nullif(n % 6, 0),
       ARRAY['a', NULL, n::text]
FROM generate_series(1, 40) AS n;
