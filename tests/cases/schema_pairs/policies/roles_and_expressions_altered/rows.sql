INSERT INTO cases VALUES (1, 'ann', 1), (2, NULL, 2), (3, 'cy', 9);
