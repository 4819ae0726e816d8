INSERT INTO items (id, name, price) VALUES (4, 'new', 1);
UPDATE items SET price = 5 WHERE id = 2;
