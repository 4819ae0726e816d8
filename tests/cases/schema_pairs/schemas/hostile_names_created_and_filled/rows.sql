INSERT INTO "a.b"."c.d" VALUES (1), (2), (3);
