INSERT INTO flights VALUES ('KL', 1, '2024-01-01'), ('KL', 1, '2024-01-02'), ('SN', 1, '2024-01-01');
INSERT INTO tickets VALUES ('1A', '2024-01-02', 'KL', 1), ('1B', NULL, 'XX', 9), ('2A', '2024-01-01', 'SN', 1);
