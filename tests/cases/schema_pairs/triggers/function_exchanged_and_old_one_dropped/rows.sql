INSERT INTO carts VALUES (1, 10), (2, NULL), (3, 0.5);
