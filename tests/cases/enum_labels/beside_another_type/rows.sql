INSERT INTO items SELECT n, (ARRAY['a', 'b'])[1 + n % 2]::old, nullif(n % 4, 0) FROM generate_series(1, 20) AS n;
