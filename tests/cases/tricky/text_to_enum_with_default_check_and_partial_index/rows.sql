INSERT INTO orders SELECT i, (ARRAY['new', 'paid', 'sent'])[1 + i % 3], i * 1.5 FROM generate_series(1, 20) AS i;
