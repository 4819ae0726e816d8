CREATE TABLE sales (id int PRIMARY KEY, shop text NOT NULL, amount int NOT NULL, day date NOT NULL);
CREATE VIEW big_sales AS SELECT id, shop, amount FROM sales WHERE amount > 5;
CREATE VIEW "per Shop" AS SELECT shop, sum(amount) AS total FROM big_sales GROUP BY shop;
CREATE VIEW ranking WITH (security_barrier = true) AS
    SELECT shop, total, rank() OVER (ORDER BY total DESC) AS place FROM "per Shop" WHERE shop <> 'a;b';
COMMENT ON VIEW "per Shop" IS 'for the dashboard';
