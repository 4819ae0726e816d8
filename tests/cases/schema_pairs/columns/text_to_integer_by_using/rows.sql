INSERT INTO imports VALUES (1, '42', 'true', '2024-01-01', '{1,2}'), (2, DEFAULT, 'false', '2024-12-31', '{}'), (3, NULL, NULL, NULL, NULL);
