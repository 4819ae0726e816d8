INSERT INTO items SELECT n, n / 4.0, 'x' FROM generate_series(1, 30) AS n;
