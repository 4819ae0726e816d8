INSERT INTO visits VALUES (1, '/'), (2, NULL), (3, '/100%');
