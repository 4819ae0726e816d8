INSERT INTO points (id, y, x) VALUES (100, 7, 8);
UPDATE points SET y = 5 WHERE id = 3;
