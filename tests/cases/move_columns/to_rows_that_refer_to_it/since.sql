INSERT INTO customers VALUES (6, 'new');
INSERT INTO orders VALUES (9, 6, 90, '"new"'), (10, 4, 100, NULL);
UPDATE orders SET tier = '"all"' WHERE customer = 1;
UPDATE orders SET tier = '"one"' WHERE id = 3;
UPDATE orders SET amount = 0;
