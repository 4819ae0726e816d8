INSERT INTO files VALUES (1, 'ada', 10), (2, 'grace', NULL), (3, NULL, 0);
