DROP VIEW ranking;
DROP VIEW "per Shop", big_sales;
ALTER TABLE sales ALTER COLUMN amount TYPE bigint;
CREATE VIEW big_sales AS SELECT id, shop, amount FROM sales WHERE amount > 5;
CREATE VIEW "per Shop" AS SELECT shop, sum(amount) AS total FROM big_sales GROUP BY shop;
COMMENT ON VIEW "per Shop" IS 'for the dashboard';
CREATE VIEW ranking WITH (security_barrier = true) AS
    SELECT shop, total, rank() OVER (ORDER BY total DESC) AS place FROM "per Shop" WHERE shop <> 'a;b';
ALTER TABLE sales ADD COLUMN currency char(3) NOT NULL DEFAULT 'EUR';
