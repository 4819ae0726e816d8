INSERT INTO items SELECT n, 't', nullif(n % 3, 0) FROM generate_series(1, 30) AS n;
