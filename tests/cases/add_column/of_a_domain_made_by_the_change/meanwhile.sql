INSERT INTO items VALUES (5, 'late', 1, NULL);
DELETE FROM items WHERE id = 2;
