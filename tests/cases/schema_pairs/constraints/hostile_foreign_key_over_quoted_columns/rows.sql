INSERT INTO "Master Data"."Key/Value" VALUES ('''', 1), ('"', 2), ('\', 3);
INSERT INTO "references" VALUES (1, '''', 1), (2, '"', NULL), (NULL, 'x', 3);
