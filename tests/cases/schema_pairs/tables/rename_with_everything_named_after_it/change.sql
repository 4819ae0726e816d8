ALTER TABLE client RENAME TO customer;
ALTER SEQUENCE client_id_seq RENAME TO customer_id_seq;
ALTER INDEX client_pkey RENAME TO customer_pkey;
ALTER TABLE customer RENAME CONSTRAINT client_email_key TO customer_email_key;
