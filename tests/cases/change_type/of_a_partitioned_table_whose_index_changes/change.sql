DROP INDEX sales_amount;
DROP INDEX sales_gone;
ALTER TABLE sales ALTER COLUMN amount TYPE bigint;
CREATE INDEX sales_amount ON sales (amount DESC, id);
