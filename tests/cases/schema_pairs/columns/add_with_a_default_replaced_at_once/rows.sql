INSERT INTO devices VALUES (1), (2), (3);
