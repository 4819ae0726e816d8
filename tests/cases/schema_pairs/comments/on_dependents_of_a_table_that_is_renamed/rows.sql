INSERT INTO visits VALUES (1, '/', 1), (2, NULL, 2), (3, '/x', NULL);
