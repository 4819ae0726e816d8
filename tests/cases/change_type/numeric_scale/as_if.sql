INSERT INTO items VALUES (4, 7.25);
UPDATE items SET price = 2.5 WHERE id = 2;
DELETE FROM items WHERE id = 3;
