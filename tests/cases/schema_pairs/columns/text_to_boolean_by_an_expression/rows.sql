INSERT INTO survey VALUES (1, 'Yes', 1), (2, 'no', 0), (3, 'YES', NULL);
