INSERT INTO items (id, name, p, c) VALUES (6, 'later', 4, 'x');
UPDATE items SET p = 7, mood = 'happy', name = 'changed' WHERE id = 1;
