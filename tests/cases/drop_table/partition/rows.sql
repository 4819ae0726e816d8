INSERT INTO kinds VALUES ('a'), ('b');
INSERT INTO events VALUES (1, '2026-01-05', 'a'), (2, '2026-02-05', NULL), (1, '2026-01-31', 'b');
INSERT INTO logs VALUES (1), (20);
