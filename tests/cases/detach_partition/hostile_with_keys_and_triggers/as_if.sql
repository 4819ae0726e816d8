INSERT INTO "the ""log" VALUES (7, '2026-06-30', E'\\', 7), (8, '2026-06-30', 'a', 8);
UPDATE "the ""log" SET n = 5 WHERE id = 1;
