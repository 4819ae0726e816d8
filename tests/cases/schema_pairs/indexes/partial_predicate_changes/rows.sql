INSERT INTO tasks VALUES (1, 'active', 'ada', NULL), (2, 'done', 'ada', '2024-01-01'), (3, NULL, NULL, NULL);
