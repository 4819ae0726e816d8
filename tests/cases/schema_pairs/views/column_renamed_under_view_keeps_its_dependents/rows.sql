INSERT INTO staff VALUES (1, 'Miller', 10), (2, 'O''Hara', 20), (3, 'Ng', 30);
