INSERT INTO left_side VALUES (1), (2);
INSERT INTO right_side VALUES (1), (2), (3);
