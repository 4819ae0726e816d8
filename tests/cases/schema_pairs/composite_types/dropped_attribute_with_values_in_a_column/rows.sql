INSERT INTO frames VALUES (1, ROW(1, 2, 'cm')), (2, ROW(3, 4, 'in')), (3, NULL);
