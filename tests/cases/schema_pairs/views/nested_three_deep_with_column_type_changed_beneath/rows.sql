INSERT INTO readings VALUES (1, 'north', 4), (2, 'north', 9), (3, 'south', -1), (4, 'south', 30);
