INSERT INTO customers VALUES (6, 'new', '"new"');
INSERT INTO orders VALUES (9, 6, 90), (10, 4, 100);
UPDATE customers SET tier = '"all"' WHERE id = 1;
UPDATE customers SET tier = '"one"' WHERE id = 2;
UPDATE orders SET amount = 0;
