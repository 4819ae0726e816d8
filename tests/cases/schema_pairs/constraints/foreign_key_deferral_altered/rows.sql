INSERT INTO heads VALUES (1), (2);
INSERT INTO tails VALUES (1, 1, 1, 1), (2, 2, NULL, 1), (3, NULL, 2, 2);
