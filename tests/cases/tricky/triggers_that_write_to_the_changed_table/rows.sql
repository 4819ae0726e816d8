INSERT INTO authors SELECT i, 'author ' || i FROM generate_series(1, 5) AS i;
INSERT INTO books SELECT i, 1 + i % 5, nullif('  book ' || i, '  book 7') FROM generate_series(1, 25) AS i;
