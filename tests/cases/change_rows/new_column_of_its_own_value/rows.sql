INSERT INTO items VALUES (1, 'first', 1.50), (2, 'free', 0), (3, 'unknown', NULL), (4, 'dear', 1000);
