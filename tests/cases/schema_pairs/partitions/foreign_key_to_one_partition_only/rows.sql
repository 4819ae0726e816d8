INSERT INTO versions VALUES (1, 0), (1, 1), (1, 2);
INSERT INTO fixes VALUES (10, 1, 1), (11, NULL, 7);
