CREATE TABLE stock (shop text, sku text, count int, PRIMARY KEY (shop, sku));
