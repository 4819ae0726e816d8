INSERT INTO teams VALUES (1, 'Red'), (2, 'Blue');
INSERT INTO players VALUES (1, 1), (2, 1), (3, NULL);
