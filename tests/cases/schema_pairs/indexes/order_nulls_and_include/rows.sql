INSERT INTO games VALUES (1, 'ada', 10, '2024-01-01'), (2, 'ada', NULL, NULL), (3, NULL, 5, '2024-02-02');
