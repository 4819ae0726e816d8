ALTER TABLE tickets_support ALTER COLUMN title SET DEFAULT 'please help', ALTER COLUMN title SET NOT NULL, ADD CONSTRAINT title_filled CHECK (title <> ''), ADD UNIQUE (id), SET (fillfactor = 50), REPLICA IDENTITY FULL;
CREATE TRIGGER upcase BEFORE INSERT ON tickets_support FOR EACH ROW EXECUTE FUNCTION upcase_title();
ALTER TABLE tickets_sales ALTER COLUMN title DROP DEFAULT, ALTER COLUMN title SET STORAGE EXTERNAL, ALTER COLUMN title SET STATISTICS 300;
CREATE INDEX tickets_sales_title ON tickets_sales USING hash (title);
