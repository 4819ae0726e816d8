INSERT INTO customers VALUES (3, 1, 'new');
INSERT INTO orders VALUES (8, 3, 1, 'new'), (9, 1, 2, 'b');
UPDATE orders SET email = 'changed' WHERE id = 7;
UPDATE customers SET name = 'another';
