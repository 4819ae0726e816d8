INSERT INTO cats (name) SELECT 'cat ' || i FROM generate_series(1, 10) AS i;
INSERT INTO dogs (name, chases) SELECT 'dog ' || i, i FROM generate_series(1, 10) AS i;
