INSERT INTO origin VALUES (1), (2);
INSERT INTO town VALUES (1), (2), (1);
