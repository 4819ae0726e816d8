INSERT INTO items VALUES (30, 6), (31, NULL), (32, 8);
UPDATE items SET n = 6 WHERE id IN (4, 5);
