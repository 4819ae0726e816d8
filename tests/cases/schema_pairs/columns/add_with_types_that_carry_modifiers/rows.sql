INSERT INTO specimens VALUES (1), (2), (3);
