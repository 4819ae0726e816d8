INSERT INTO "Ri; ghts"."it's" VALUES (1, 'a', 1), (2, 'b', NULL);
INSERT INTO open VALUES (1);
