INSERT INTO customers VALUES (3, 1, 'new', 'new');
INSERT INTO orders VALUES (8, 3, 1), (9, 1, 2);
UPDATE customers SET email = 'changed' WHERE (region, id) = (2, 2);
UPDATE customers SET name = 'another';
