CREATE EXTENSION btree_gist;
CREATE TABLE prices (sku text, valid tstzrange, amount integer, CONSTRAINT prices_key PRIMARY KEY (sku, valid WITHOUT OVERLAPS));
CREATE TABLE rebates (sku text, valid tstzrange, CONSTRAINT of_price FOREIGN KEY (sku, PERIOD valid) REFERENCES prices);
COMMENT ON CONSTRAINT of_price ON rebates IS 'within one or more';
