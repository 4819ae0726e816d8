INSERT INTO "My ""T" SELECT n, CASE n % 3 WHEN 0 THEN 's' WHEN 1 THEN 'w' ELSE 'n' END, 32767 - n * 8, n::text FROM generate_series(1, 30) AS n;
