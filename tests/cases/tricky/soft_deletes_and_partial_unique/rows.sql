INSERT INTO members (email, active) SELECT 'M' || i || '@x', i % 4 <> 0 FROM generate_series(1, 20) AS i;
