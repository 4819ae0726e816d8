INSERT INTO people (id, name) SELECT i, 'p' || i FROM generate_series(1, 12) AS i;
INSERT INTO admins SELECT 100 + i, 'a' || i FROM generate_series(1, 5) AS i;
INSERT INTO rights SELECT 100 + i, 'all' FROM generate_series(1, 5) AS i;
