INSERT INTO accounts SELECT i, 'f' || i, 'l' || i, 'x' || i, i FROM generate_series(1, 15) AS i;
