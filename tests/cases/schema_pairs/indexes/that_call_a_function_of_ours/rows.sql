INSERT INTO names VALUES (1, 'O''Brien'), (2, '"Q"'), (3, NULL);
