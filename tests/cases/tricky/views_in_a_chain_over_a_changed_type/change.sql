DROP MATERIALIZED VIEW ranking;
DROP VIEW per_shop, big_sales;
ALTER TABLE sales ALTER COLUMN amount TYPE bigint;
CREATE VIEW big_sales AS SELECT id, shop, amount FROM sales WHERE amount > 5;
CREATE VIEW per_shop AS SELECT shop, sum(amount) AS total FROM big_sales GROUP BY shop;
COMMENT ON VIEW per_shop IS 'for the dashboard';
CREATE MATERIALIZED VIEW ranking AS SELECT shop, total, rank() OVER (ORDER BY total DESC) AS place FROM per_shop;
CREATE UNIQUE INDEX ranking_by_shop ON ranking (shop);
