INSERT INTO a."b.c" VALUES (1, 'left'), (2, NULL);
INSERT INTO "a.b".c VALUES (3, 'right'), (4, 'right'), (5, NULL);
