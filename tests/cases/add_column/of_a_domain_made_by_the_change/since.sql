INSERT INTO items (id, name, c, "d d") VALUES (6, 'later', 4, 5);
UPDATE items SET c = 7, name = 'changed' WHERE id = 1;
