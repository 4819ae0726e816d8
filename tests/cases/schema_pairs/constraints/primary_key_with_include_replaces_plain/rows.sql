INSERT INTO skus VALUES (1, 'a', 'apple'), (2, 'b', NULL), (3, 'c', 'cherry');
