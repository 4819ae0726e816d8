INSERT INTO salaries VALUES (1, 'Ann', 10, 1), (2, 'Bo', 20, NULL), (3, 'Cy', 30, 0);
