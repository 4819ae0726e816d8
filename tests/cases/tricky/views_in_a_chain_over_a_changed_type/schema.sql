CREATE TABLE sales (id int PRIMARY KEY, shop text NOT NULL, amount int NOT NULL, day date NOT NULL);
CREATE VIEW big_sales AS SELECT id, shop, amount FROM sales WHERE amount > 5;
CREATE VIEW per_shop AS SELECT shop, sum(amount) AS total FROM big_sales GROUP BY shop;
CREATE MATERIALIZED VIEW ranking AS SELECT shop, total, rank() OVER (ORDER BY total DESC) AS place FROM per_shop;
CREATE UNIQUE INDEX ranking_by_shop ON ranking (shop);
COMMENT ON VIEW per_shop IS 'for the dashboard';
