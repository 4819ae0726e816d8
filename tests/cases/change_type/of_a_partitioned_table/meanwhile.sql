UPDATE readings SET at = '2024-01-02' WHERE id = 20;
UPDATE readings SET level = 9.99 WHERE id = 21;
INSERT INTO readings VALUES (60, '2026-05-05', 3.33, 'old');
