INSERT INTO "Sales" VALUES (1, 'ada'), (NULL, '"'), (3, NULL);
