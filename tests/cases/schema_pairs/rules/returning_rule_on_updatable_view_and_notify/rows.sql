INSERT INTO base_stock VALUES (1, 'nut', 4), (2, 'bolt', 0), (3, 'nail', DEFAULT);
