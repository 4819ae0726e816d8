ALTER TABLE sales DROP CONSTRAINT sales_price;
ALTER TABLE prices DROP CONSTRAINT prices_pkey;
ALTER TABLE prices ADD CONSTRAINT prices_pkey PRIMARY KEY (region, product);
ALTER TABLE sales ADD CONSTRAINT sales_price FOREIGN KEY (region, product) REFERENCES prices (region, product) MATCH FULL;
CREATE INDEX sales_by_price ON sales (region, product);
