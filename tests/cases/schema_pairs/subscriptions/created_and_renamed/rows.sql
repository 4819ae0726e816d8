INSERT INTO incoming VALUES (1), (2), (3);
