UPDATE readings SET at = '2026-03-01', level = 3.3 WHERE id = 3;
UPDATE readings SET level = 7.5, at = '2024-01-01' WHERE id = 4;
INSERT INTO readings (id, at, level, note) VALUES (50, '2025-05-05', 2.5, 'new');
DELETE FROM readings WHERE id = 5;
