INSERT INTO companies SELECT i, 'c' || i FROM generate_series(1, 10) AS i;
INSERT INTO accounts SELECT 1000 + i, i, 'a' || i FROM generate_series(1, 10) AS i;
INSERT INTO invoices SELECT i, 1 + i % 10, i FROM generate_series(1, 25) AS i;
