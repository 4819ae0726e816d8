INSERT INTO customers SELECT i, 'n' || i, 'e' || i, 'p' || i FROM generate_series(1, 12) AS i;
INSERT INTO bills SELECT i, i FROM generate_series(1, 12) AS i;
