DROP MATERIALIZED VIEW customer_totals;
CREATE MATERIALIZED VIEW customer_totals AS SELECT customer, sum(total) AS total, count(*) AS orders FROM orders GROUP BY customer;
CREATE UNIQUE INDEX customer_totals_customer ON customer_totals (customer);
CREATE INDEX customer_totals_lower ON customer_totals (lower(customer) text_pattern_ops) WHERE total > 0;
ALTER MATERIALIZED VIEW customer_totals CLUSTER ON customer_totals_customer;
