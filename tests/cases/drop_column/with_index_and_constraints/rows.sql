INSERT INTO makers VALUES (7);
INSERT INTO items VALUES (1, 'a', 1, NULL, 7, 'c'), (2, NULL, 2, '', NULL, NULL), (3, 'z', 3, '', 7, '');
