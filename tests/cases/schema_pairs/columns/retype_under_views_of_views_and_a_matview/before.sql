CREATE TABLE sales (id integer PRIMARY KEY, amount integer, shop text);
CREATE VIEW big_sales WITH (security_barrier) AS SELECT id, amount FROM sales WHERE amount > 10;
CREATE VIEW biggest (top) AS SELECT max(amount) FROM big_sales;
CREATE MATERIALIZED VIEW per_shop AS SELECT shop, sum(amount) AS total FROM sales GROUP BY shop;
CREATE UNIQUE INDEX per_shop_shop ON per_shop (shop);
COMMENT ON VIEW big_sales IS 'more than 10';
COMMENT ON COLUMN biggest.top IS 'one row';
GRANT SELECT ON big_sales TO PUBLIC;
