INSERT INTO rooms VALUES (1, 'Blue', 4, 1), (2, 'Red', 8, NULL), (3, 'Black', 12, 2);
