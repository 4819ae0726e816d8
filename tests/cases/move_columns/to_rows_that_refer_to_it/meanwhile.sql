INSERT INTO orders VALUES (6, 1, 60);
UPDATE customers SET tier = '"gold"' WHERE id = 1;
UPDATE orders SET customer = 4, amount = 1 WHERE id = 4;
INSERT INTO customers VALUES (5, 'new', '"new"');
INSERT INTO orders VALUES (7, 5, 70), (8, NULL, 80);
DELETE FROM orders WHERE id = 5;
DELETE FROM customers WHERE id = 3;
