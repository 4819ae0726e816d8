INSERT INTO kinds VALUES ('it''s'), ('a'), (E'\\');
INSERT INTO "the ""log" VALUES (1, '2026-01-05', 'it''s', 1), (2, '2026-03-01', NULL, NULL), (3, '2026-01-05', 'a', 2);
