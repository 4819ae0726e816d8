INSERT INTO profiles SELECT i, jsonb_build_object('theme', 't' || i % 3, 'limit', i) FROM generate_series(1, 15) AS i;
