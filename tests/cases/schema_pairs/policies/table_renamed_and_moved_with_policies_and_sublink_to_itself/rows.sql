INSERT INTO nodes VALUES (1, NULL, true), (2, 1, false), (3, 2, true);
