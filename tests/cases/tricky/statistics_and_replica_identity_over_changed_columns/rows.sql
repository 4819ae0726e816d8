INSERT INTO addresses SELECT i, lpad(i::text, 5, '0'), 'city ' || i % 4, i * 7 FROM generate_series(1, 20) AS i;
