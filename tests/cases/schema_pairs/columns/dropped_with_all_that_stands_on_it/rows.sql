INSERT INTO staff VALUES (1, 10, 5000.50, NULL, 'ada'), (2, 11, 0, 1, 'grace'), (3, DEFAULT, DEFAULT, 1, NULL);
