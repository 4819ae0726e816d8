INSERT INTO prices VALUES (1), (99.99), (0);
