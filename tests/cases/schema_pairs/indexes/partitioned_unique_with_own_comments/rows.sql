INSERT INTO docs VALUES (1, 'nl', 'hoi'), (1, 'fr', 'salut'), (2, 'fr', NULL);
