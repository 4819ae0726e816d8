INSERT INTO sessions SELECT 's' || i, '{"a": 1}', i FROM generate_series(1, 20) AS i;
