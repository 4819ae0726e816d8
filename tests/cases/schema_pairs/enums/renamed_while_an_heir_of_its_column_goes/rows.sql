INSERT INTO drinks VALUES (1, 'large'), (2, DEFAULT);
