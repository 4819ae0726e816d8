INSERT INTO people VALUES (1, '1999-12-31', 'a'), (2, NULL, 'b'), (3, '2001-01-01', NULL);
