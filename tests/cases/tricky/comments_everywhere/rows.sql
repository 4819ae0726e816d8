INSERT INTO notes SELECT i, 'n' || i, i % 6 FROM generate_series(1, 15) AS i;
