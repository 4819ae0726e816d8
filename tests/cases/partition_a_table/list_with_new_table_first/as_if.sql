UPDATE orders SET region = 'south', note = '{"n":  2}' WHERE id IN (2, 4);
UPDATE orders SET id = id + 1000 WHERE id IN (7, 8);
DELETE FROM orders WHERE region = 'north' AND id > 12;
INSERT INTO orders (region, total) VALUES ('north', 1), ('south', 2);
