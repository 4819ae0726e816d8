INSERT INTO dots VALUES (1, 2), (2, 2), (10, 9);
