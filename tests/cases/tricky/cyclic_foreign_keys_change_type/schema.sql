CREATE TABLE departments (id int PRIMARY KEY, head_id int);
CREATE TABLE employees (
    id int PRIMARY KEY,
    department_id int NOT NULL REFERENCES departments DEFERRABLE INITIALLY DEFERRED,
    boss_id int REFERENCES employees ON DELETE SET NULL
);
ALTER TABLE departments ADD CONSTRAINT head FOREIGN KEY (head_id) REFERENCES employees DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX ON employees (department_id);
