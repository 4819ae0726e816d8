INSERT INTO "Drop Table" VALUES (1, NULL), (2, '');
