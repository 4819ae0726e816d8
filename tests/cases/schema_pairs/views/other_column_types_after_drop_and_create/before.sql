CREATE TABLE invoices (id integer PRIMARY KEY, cents bigint NOT NULL, issued timestamptz NOT NULL);
CREATE VIEW invoice_sums AS SELECT id, cents AS amount, issued AS at FROM invoices;
