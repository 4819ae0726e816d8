ALTER TABLE rebates DROP CONSTRAINT of_price;
ALTER TABLE prices DROP CONSTRAINT prices_key, ADD CONSTRAINT prices_key PRIMARY KEY (sku, valid);
