INSERT INTO "Table" VALUES (1, '''', 0);
