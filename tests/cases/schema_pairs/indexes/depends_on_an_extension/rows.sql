INSERT INTO stays VALUES (1, 1, '[2024-01-01,2024-01-05)'), (2, NULL, 'empty'), (3, 2, NULL);
