INSERT INTO prices (id, net) SELECT n, n FROM generate_series(1, 30) AS n;
