INSERT INTO items (id, "Title ""x""", cost) VALUES (4, 'new', 1);
UPDATE items SET cost = 5 WHERE id = 2;
