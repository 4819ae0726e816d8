INSERT INTO users VALUES (1);
INSERT INTO "users " VALUES (2), (3);
INSERT INTO "usеrs" VALUES (4), (5), (6);
