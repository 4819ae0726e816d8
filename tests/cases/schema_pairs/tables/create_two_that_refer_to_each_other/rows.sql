INSERT INTO companies VALUES (1), (2), (3);
