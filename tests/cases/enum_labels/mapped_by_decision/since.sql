INSERT INTO orders (id, status, was, paid) VALUES (10, 'paid', '{paid}', true);
UPDATE orders SET status = 'new' WHERE id = 1;
