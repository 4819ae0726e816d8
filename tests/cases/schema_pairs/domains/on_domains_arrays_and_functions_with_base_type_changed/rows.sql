INSERT INTO things VALUES (1, 'ABCDE', 'ABC', '{A,B}'), (2, NULL, 'X', '{}'), (3, 'Z', NULL, NULL);
