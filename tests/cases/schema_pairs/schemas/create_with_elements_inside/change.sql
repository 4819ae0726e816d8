CREATE SCHEMA billing
  CREATE TABLE invoices (id bigint PRIMARY KEY, account_id integer REFERENCES public.accounts, total numeric(12, 2) NOT NULL)
  CREATE VIEW open_invoices AS SELECT id, total FROM billing.invoices WHERE total > 0;
COMMENT ON SCHEMA billing IS 'Everything about money';
