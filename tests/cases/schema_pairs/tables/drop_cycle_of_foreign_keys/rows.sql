INSERT INTO employees VALUES (1, NULL), (2, NULL);
INSERT INTO departments VALUES (10, 1), (20, 2);
UPDATE employees SET department_id = id * 10;
