INSERT INTO items VALUES (1, 'lamp', 3, NULL), (2, '', NULL, 'O''Neill'), (3, 'ü 漢字', 0, '"x"');
INSERT INTO parts VALUES (10, 1), (11, NULL);
