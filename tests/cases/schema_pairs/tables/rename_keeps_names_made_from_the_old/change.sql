ALTER TABLE client RENAME TO customer;
