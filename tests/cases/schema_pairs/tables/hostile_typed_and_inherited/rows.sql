INSERT INTO "of" VALUES (1, ''''), (DEFAULT, '\');
INSERT INTO "Parent \" VALUES (1, '%s');
INSERT INTO "child of ""Parent \""" VALUES (2, '%%', 20), (3, NULL, NULL);
