INSERT INTO sales SELECT i, 'shop ' || i % 4, i FROM generate_series(1, 20) AS i;
