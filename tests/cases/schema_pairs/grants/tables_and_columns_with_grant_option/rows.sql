INSERT INTO salaries VALUES (1, 'Ann', 10, 'CH'), (2, 'Bo', 20, NULL), (3, NULL, NULL, 'x');
