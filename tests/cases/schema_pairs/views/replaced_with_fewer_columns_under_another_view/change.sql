DROP VIEW good_customers;
DROP VIEW customer_cards;
CREATE VIEW customer_cards AS SELECT id, name FROM customers;
CREATE VIEW good_customers AS SELECT id, name FROM customer_cards WHERE id > 1;
COMMENT ON VIEW good_customers IS 'those who pay';
