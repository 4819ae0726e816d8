INSERT INTO items (id, kind, amount) VALUES (10, 'a', 1);
UPDATE items SET amount = 7 WHERE id = 1;
UPDATE items SET kind = 'b' WHERE id = 5;
