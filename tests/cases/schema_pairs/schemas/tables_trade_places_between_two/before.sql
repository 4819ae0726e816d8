CREATE SCHEMA live;
CREATE SCHEMA history;
CREATE TABLE live.prices (sku text PRIMARY KEY, amount numeric NOT NULL);
CREATE TABLE history.prices (sku text, amount numeric, valid_until date, PRIMARY KEY (sku, valid_until));
