INSERT INTO polls VALUES (1, 'yes', 'x', 1), (2, 'no', NULL, 2), (3, NULL, 'y', NULL), (4, 'perhaps', 'z', 4);
