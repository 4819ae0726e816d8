INSERT INTO orders (region, total, note)
SELECT (ARRAY['north', 'south']::region[])[n % 2 + 1], n, CASE WHEN n % 3 = 0 THEN '{"n": 1}'::json END
FROM generate_series(1, 30) AS n;
