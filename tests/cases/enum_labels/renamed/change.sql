ALTER TYPE status RENAME VALUE 'it''s "paid"' TO 'b';
ALTER TYPE status RENAME VALUE 'a' TO 'paid';
ALTER TABLE orders ADD COLUMN other int;
