ALTER TABLE customers RENAME TO parties;
ALTER TABLE parties RENAME CONSTRAINT customers_pkey TO parties_pkey;
ALTER TABLE bills RENAME COLUMN customer_id TO party_id;
ALTER TABLE bills RENAME CONSTRAINT bills_customer_id_fkey TO bills_party_id_fkey;
CREATE VIEW customers AS SELECT id, name, email FROM parties;
