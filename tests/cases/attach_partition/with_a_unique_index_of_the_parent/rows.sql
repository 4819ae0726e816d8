INSERT INTO devices VALUES (1), (2);
INSERT INTO metrics VALUES (1, '2024-05-01', 1), (2, '2024-05-01', NULL);
INSERT INTO metrics_2 VALUES (1, '2025-05-01', 'NaN'), (2, '2025-05-01', '-0');
