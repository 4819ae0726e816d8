INSERT INTO items (id) VALUES (4);
INSERT INTO items VALUES (5, 50);
UPDATE items SET code = 13 WHERE id = 2;
