INSERT INTO prices SELECT i, r, i FROM generate_series(1, 6) AS i, unnest(ARRAY['eu', 'us']) AS r;
INSERT INTO sales SELECT i, 1 + i % 6, 'eu' FROM generate_series(1, 15) AS i;
