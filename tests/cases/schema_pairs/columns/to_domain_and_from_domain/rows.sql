INSERT INTO purchases VALUES (1, 'a@b', 5, 1), (2, NULL, DEFAULT, DEFAULT), (3, '@', 1, 3);
