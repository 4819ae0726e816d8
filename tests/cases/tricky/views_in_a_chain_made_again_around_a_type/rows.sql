INSERT INTO sales SELECT i, 'shop ' || i % 4, i, date '2026-01-01' + i FROM generate_series(1, 20) AS i;
