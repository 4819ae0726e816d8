INSERT INTO goods VALUES (1, 'nut', 'x', 1.5), (2, 'bolt', NULL, NULL), (3, 'it''s', 'z', 0);
INSERT INTO sales VALUES (1, '2024-01-01');
