INSERT INTO base VALUES (1, 'b', 'x');
INSERT INTO derived VALUES (2, 'd', 'y');
INSERT INTO deeper VALUES (3, 'e', 'z');
INSERT INTO beside VALUES (4, 'f', 'zz');
