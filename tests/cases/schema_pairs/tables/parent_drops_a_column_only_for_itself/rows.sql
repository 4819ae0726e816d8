INSERT INTO base VALUES (1, 'b', 10);
INSERT INTO derived VALUES (2, 'd', 20), (3, 'd', NULL);
INSERT INTO derived_too VALUES (4, 'e', 40);
