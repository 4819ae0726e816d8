INSERT INTO amounts VALUES (1, 1.25, 1.123456, 1.2345, 10), (2, -99.99, 7, -0.0001, 10.55), (3, 0, 'NaN', 'NaN', 'NaN'), (4, NULL, NULL, NULL, NULL);
