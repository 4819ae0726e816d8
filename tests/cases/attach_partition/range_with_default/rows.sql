INSERT INTO kinds VALUES ('a'), ('b');
INSERT INTO events VALUES (1, '2026-01-05', 'a'), (2, '1999-01-01', NULL), (1, '2027-01-05', 'b');
INSERT INTO events_2 (id, day, kind) VALUES (1, '2026-02-05', 'a'), (2, '2026-02-28', NULL);
