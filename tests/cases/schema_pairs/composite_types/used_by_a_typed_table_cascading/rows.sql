INSERT INTO corners VALUES (1, 2), (3, 4), (5, 6);
INSERT INTO places (y) VALUES (1), (2), (3);
