CREATE TABLE employees (id integer PRIMARY KEY, department_id integer);
CREATE TABLE departments (id integer PRIMARY KEY, manager_id integer REFERENCES employees);
ALTER TABLE employees ADD CONSTRAINT employees_department_fkey FOREIGN KEY (department_id) REFERENCES departments;
