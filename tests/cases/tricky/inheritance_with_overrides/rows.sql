INSERT INTO assets SELECT i, 'asset ' || i, i FROM generate_series(1, 5) AS i;
INSERT INTO vehicles SELECT i, 'vehicle ' || i, i, 3 FROM generate_series(6, 12) AS i;
INSERT INTO cars SELECT i, 'car ' || i, i, 4, 2 FROM generate_series(13, 20) AS i;
