INSERT INTO "Data" VALUES (1, 'a'), (2, E'\\'), (3, NULL);
