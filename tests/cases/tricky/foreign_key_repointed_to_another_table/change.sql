ALTER TABLE invoices DROP CONSTRAINT invoices_owner_fk;
UPDATE invoices SET owner_id = accounts.id FROM accounts WHERE accounts.company_id = invoices.owner_id;
ALTER TABLE invoices ALTER COLUMN owner_id TYPE bigint;
ALTER TABLE invoices ADD CONSTRAINT invoices_owner_fk FOREIGN KEY (owner_id) REFERENCES accounts (id) ON UPDATE CASCADE;
