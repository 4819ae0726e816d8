INSERT INTO items VALUES (30, -7), (31, NULL), (32, 8);
UPDATE items SET n = -9 WHERE id IN (4, 5);
UPDATE items SET n = 6 WHERE id IN (4, 5, 30);
