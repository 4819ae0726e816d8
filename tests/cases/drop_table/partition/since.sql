DELETE FROM kinds WHERE kind = 'c';
INSERT INTO events VALUES (5, '2026-02-06', 'a');
