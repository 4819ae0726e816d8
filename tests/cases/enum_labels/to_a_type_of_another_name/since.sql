INSERT INTO orders VALUES (10, 'paid');
UPDATE orders SET status = 'new' WHERE id = 2;
