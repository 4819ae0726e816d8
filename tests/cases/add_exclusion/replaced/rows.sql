INSERT INTO bookings SELECT n, n % 3, n % 2, daterange(date '2020-01-01' + n, date '2020-01-01' + n + 1) FROM generate_series(1, 30) AS n;
