INSERT INTO articles SELECT i, ARRAY['a' || i % 3, 'b' || i % 2] FROM generate_series(1, 15) AS i;
