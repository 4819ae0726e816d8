INSERT INTO orders SELECT i, i * 2, date '2026-01-01' + i FROM generate_series(1, 20) AS i;
