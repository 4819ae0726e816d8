INSERT INTO routes VALUES (1, 'x', 'y'), (2, NULL, ''), (3, 'z', NULL);
