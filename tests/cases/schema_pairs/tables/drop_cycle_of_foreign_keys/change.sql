DROP TABLE employees, departments;
