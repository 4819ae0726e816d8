INSERT INTO "Checks" VALUES (1, 2, 'a'), (NULL, 3, E'back\\slash'), (5, 6, '');
