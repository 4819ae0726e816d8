INSERT INTO points (id, x, y) VALUES (100, 7, 8);
UPDATE points SET x = 5 WHERE id = 3;
