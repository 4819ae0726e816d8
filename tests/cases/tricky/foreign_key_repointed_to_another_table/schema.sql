CREATE TABLE companies (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE accounts (id bigint PRIMARY KEY, company_id int UNIQUE REFERENCES companies, name text NOT NULL);
CREATE TABLE invoices (
    id int PRIMARY KEY,
    owner_id int NOT NULL CONSTRAINT invoices_owner_fk REFERENCES companies (id) ON UPDATE CASCADE,
    amount numeric NOT NULL
);
CREATE INDEX invoices_owner ON invoices (owner_id);
