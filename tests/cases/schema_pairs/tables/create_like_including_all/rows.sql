INSERT INTO products (sku, price) VALUES ('A', 1.5), ('B', DEFAULT), ('C', NULL);
