CREATE TABLE staff (id integer PRIMARY KEY, badge serial UNIQUE, salary numeric NOT NULL DEFAULT 0 CHECK (salary >= 0), boss integer REFERENCES staff, name text, CHECK (salary < 1000000 OR name = 'ceo'));
CREATE INDEX staff_salary_name ON staff (name, salary);
CREATE INDEX staff_names ON staff (name) WHERE salary > 0;
CREATE VIEW wages AS SELECT id, salary FROM staff;
CREATE STATISTICS staff_stats ON name, salary FROM staff;
COMMENT ON COLUMN staff.salary IS 'secret';
