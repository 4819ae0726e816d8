INSERT INTO cities VALUES (1, 'Basel', 178000), (2, 'Bern', 134000), (3, 'Nowhere', NULL);
