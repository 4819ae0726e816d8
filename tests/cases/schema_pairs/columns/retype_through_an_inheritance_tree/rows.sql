INSERT INTO creatures VALUES (1, 'worm');
INSERT INTO birds VALUES (2, 'owl', 2), (3, DEFAULT, NULL);
