CREATE SCHEMA reporting;
CREATE TABLE sales (id integer PRIMARY KEY, amount numeric(10,2) NOT NULL, day date NOT NULL);
CREATE VIEW daily_sales AS SELECT day, sum(amount) AS amount FROM sales GROUP BY day;
CREATE VIEW best_days AS SELECT day FROM daily_sales WHERE amount > 100;
