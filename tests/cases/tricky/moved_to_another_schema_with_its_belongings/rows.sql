INSERT INTO jobs (state) SELECT (ARRAY['new', 'done'])[1 + i % 2] FROM generate_series(1, 12) AS i;
INSERT INTO runs SELECT i FROM generate_series(1, 12) AS i;
