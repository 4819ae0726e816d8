TRUNCATE orders;
INSERT INTO orders (region, total) VALUES ('north', 7), ('south', 8), ('north', 9);
UPDATE orders SET region = 'south' WHERE total = 9;
UPDATE orders SET id = 4000 WHERE total = 8;
