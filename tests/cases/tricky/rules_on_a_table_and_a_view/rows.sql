INSERT INTO events SELECT i, 'k' || i % 3, 'p' || i FROM generate_series(1, 20) AS i;
