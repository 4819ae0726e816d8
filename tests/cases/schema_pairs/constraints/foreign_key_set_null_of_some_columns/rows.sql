INSERT INTO tenants VALUES (1), (2);
INSERT INTO users VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO posts VALUES (1, 1, 1, DEFAULT), (1, 2, NULL, 2), (2, 1, 1, 1);
