INSERT INTO hotels VALUES (1, 3, 'Chur', 10), (2, NULL, 'Arosa', 99), (3, 5, NULL, NULL);
