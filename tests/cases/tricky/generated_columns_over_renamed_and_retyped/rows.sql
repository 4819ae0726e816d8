INSERT INTO boxes (id, width, height, label) SELECT i, i, i + 1, 'Box ' || i FROM generate_series(1, 15) AS i;
