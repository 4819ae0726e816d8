ALTER TABLE contracts ADD CONSTRAINT contracts_key PRIMARY KEY (employee, valid WITHOUT OVERLAPS);
ALTER TABLE projects ADD UNIQUE (id, valid WITHOUT OVERLAPS);
ALTER TABLE projects ADD CONSTRAINT under_contract FOREIGN KEY (employee, PERIOD valid) REFERENCES contracts (employee, PERIOD valid);
