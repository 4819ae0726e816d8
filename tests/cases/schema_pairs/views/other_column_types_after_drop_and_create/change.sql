DROP VIEW invoice_sums;
CREATE VIEW invoice_sums AS
  SELECT id, (cents / 100.0)::numeric(12,2) AS amount, (issued AT TIME ZONE 'UTC')::date AS at, 'EUR'::char(3) AS currency FROM invoices;
