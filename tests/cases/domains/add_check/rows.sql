INSERT INTO "My ""T" VALUES (1, 5, 7), (2, NULL, 1), (3, 99, 99);
INSERT INTO parts VALUES (1, 5), (2, NULL);
