INSERT INTO prices (id, net, note) SELECT n, n, 'note ' || n FROM generate_series(1, 30) AS n;
