INSERT INTO logs SELECT i, date '2025-12-20' + i, (ARRAY['eu', 'us'])[1 + i % 2], i % 5, nullif('m' || i, 'm3') FROM generate_series(1, 30) AS i;
