ALTER TABLE products ADD COLUMN price_new numeric(12, 2);
UPDATE products SET price_new = round(price::numeric, 2);
ALTER TABLE products ALTER COLUMN price_new SET NOT NULL;
ALTER TABLE products DROP COLUMN price;
ALTER TABLE products RENAME COLUMN price_new TO price;
ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price >= 0);
CREATE INDEX by_price ON products (price);
