INSERT INTO visits SELECT n, CASE WHEN n % 4 > 0 THEN 2147483647 - n END FROM generate_series(1, 20) AS n;
