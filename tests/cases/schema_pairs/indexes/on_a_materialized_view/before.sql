CREATE TABLE sales (shop text, amount integer);
CREATE MATERIALIZED VIEW totals AS SELECT shop, sum(amount) AS total FROM sales GROUP BY shop WITH DATA;
CREATE UNIQUE INDEX totals_shop ON totals (shop);
CREATE MATERIALIZED VIEW empty_totals AS SELECT shop FROM sales WITH NO DATA;
