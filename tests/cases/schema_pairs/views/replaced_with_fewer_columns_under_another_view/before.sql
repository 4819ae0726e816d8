CREATE TABLE customers (id integer PRIMARY KEY, name text NOT NULL, email text, score numeric(6,2) DEFAULT 0);
CREATE VIEW customer_cards AS SELECT id, name, email, score FROM customers;
CREATE VIEW good_customers AS SELECT id, name FROM customer_cards WHERE id > 1;
COMMENT ON VIEW good_customers IS 'those who pay';
