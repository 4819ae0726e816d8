INSERT INTO customers VALUES (1, 'a', '{"n": 1}'), (2, 'b', NULL), (3, 'c', '[ ]'), (4, 'without orders', '4');
INSERT INTO orders VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, NULL, 40), (5, 3, 50);
