INSERT INTO logs VALUES (1, 'info', 'a'), (2, NULL, 'b'), (3, 'error', NULL);
