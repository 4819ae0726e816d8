INSERT INTO shifts SELECT n % 4, tsrange(timestamp '2020-01-01' + n * interval '3 hours', timestamp '2020-01-01' + (n + 4) * interval '3 hours')
FROM generate_series(1, 40) AS n;
