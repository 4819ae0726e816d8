INSERT INTO payments VALUES (1, 'CH93'), (2, NULL), (3, 'DE89 3704');
