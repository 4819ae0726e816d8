INSERT INTO pets VALUES (1, 'cat', 'Tom'), (2, 'dog', 'Rex'), (3, 'cat', 'Kit');
