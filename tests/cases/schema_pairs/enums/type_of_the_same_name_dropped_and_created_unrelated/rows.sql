INSERT INTO pets VALUES (1, 'cat', 'Tom'), (2, 'dog', NULL), (3, 'cat', 'Kit');
