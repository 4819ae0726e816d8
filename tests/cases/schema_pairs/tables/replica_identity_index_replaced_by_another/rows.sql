INSERT INTO stock VALUES ('a', 'north', 1), ('a', 'south', 2), ('b', 'north', NULL);
