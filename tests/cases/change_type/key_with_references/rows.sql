INSERT INTO "Users" (name, invited_by) VALUES ('a', NULL), ('b', 5), ('c', 7), ('d', 5), ('e', 13);
INSERT INTO posts VALUES (1, 5, 7), (2, 5, NULL), (3, 13, 5), (4, 11, 11);
