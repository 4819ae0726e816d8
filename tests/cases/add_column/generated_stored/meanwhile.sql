INSERT INTO items VALUES (5, 'late', 1, NULL);
UPDATE items SET name = 'changed' WHERE id = 1;
DELETE FROM items WHERE id = 2;
