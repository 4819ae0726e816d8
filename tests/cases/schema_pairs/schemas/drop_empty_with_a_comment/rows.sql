INSERT INTO kept VALUES (1), (2), (3);
