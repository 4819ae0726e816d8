INSERT INTO origin VALUES (1), (2);
INSERT INTO city VALUES (1), (2), (1);
