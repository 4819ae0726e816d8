INSERT INTO aliases VALUES (1, 'a', 'x'), (1, NULL, NULL), (2, NULL, 'y');
