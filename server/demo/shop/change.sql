-- Brands get a table of their own; until now each product repeats its brand's name.
CREATE TABLE brands (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name VARCHAR(255) NOT NULL UNIQUE
);
INSERT INTO brands (name) SELECT DISTINCT brand FROM products WHERE brand IS NOT NULL ORDER BY brand;
ALTER TABLE products ADD COLUMN brand_id BIGINT REFERENCES brands (id);
UPDATE products SET brand_id = brands.id FROM brands WHERE brands.name = products.brand;
CREATE INDEX idx_products_brand_id ON products (brand_id);
ALTER TABLE products DROP COLUMN brand;

-- Prices per gram need four decimals.
ALTER TABLE products ALTER COLUMN price TYPE DECIMAL(12, 4);

-- Every offer has a stock-keeping unit, once in its shop.
ALTER TABLE products ALTER COLUMN sku SET NOT NULL;
ALTER TABLE products ADD CONSTRAINT products_shop_sku_key UNIQUE (shop, sku);
