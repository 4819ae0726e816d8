INSERT INTO titles VALUES (1, 'item 10', 'b'), (2, 'item 9', 'B'), (3, 'Item 1', NULL);
