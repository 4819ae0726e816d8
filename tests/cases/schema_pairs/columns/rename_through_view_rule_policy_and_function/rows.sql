INSERT INTO visits VALUES (1, 'ada', 10), (2, 'grace', 100), (3, NULL, NULL);
