INSERT INTO "Parts; DROP"."it's" VALUES (7, '2026-06-30', E'\\', 7);
INSERT INTO "the ""log" VALUES (8, '2026-06-30', 'a', 8);
UPDATE "Parts; DROP"."it's" SET n = 5 WHERE id = 1;
