CREATE TABLE products (
  id integer GENERATED ALWAYS AS IDENTITY (START WITH 100) PRIMARY KEY,
  sku text COLLATE "C" NOT NULL UNIQUE,
  price numeric(10, 2) DEFAULT 0 CONSTRAINT price_not_negative CHECK (price >= 0),
  price_cents bigint GENERATED ALWAYS AS ((price * 100)::bigint) STORED
);
ALTER TABLE products ALTER COLUMN sku SET STORAGE EXTERNAL;
CREATE INDEX products_price_idx ON products (price DESC) WHERE price > 0;
CREATE STATISTICS products_stats (ndistinct) ON sku, price FROM products;
COMMENT ON COLUMN products.price IS 'in euro';
COMMENT ON INDEX products_price_idx IS 'for the shop window';
