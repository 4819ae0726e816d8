INSERT INTO users SELECT i, 'User' || i || '@x.example', i % 5 = 0 FROM generate_series(1, 25) AS i;
