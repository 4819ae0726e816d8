INSERT INTO shapes VALUES (1, 'y'), (2, 'x');
INSERT INTO circles VALUES (3, 'round', 1.5);
