INSERT INTO badges VALUES (1, 'ada', 'x'), (2, 'grace', 'y'), (3, NULL, 'z');
