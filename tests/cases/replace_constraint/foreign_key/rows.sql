INSERT INTO owners SELECT generate_series(1, 5);
INSERT INTO items SELECT n, nullif(n % 6, 0) FROM generate_series(1, 30) AS n;
