INSERT INTO kinds VALUES (1), (2);
INSERT INTO people (name, kind) SELECT 'p' || n, n % 2 + 1 FROM generate_series(1, 25) AS n;
