INSERT INTO "the ""log""" VALUES ('other', '2026-02-01', 1);
INSERT INTO "Parts; DROP"."it's" VALUES ('it''s', '2026-02-01', 1), (NULL, '2026-03-01', NULL), (E'\\', '2026-06-30', 2);
