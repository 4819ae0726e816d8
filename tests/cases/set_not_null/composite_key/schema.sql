CREATE TABLE stock (shop text COLLATE "C", sku varchar(20), count int, PRIMARY KEY (shop, sku));
