INSERT INTO users VALUES (1, 1, 'a', NULL), (2, 1, NULL, '{}'), (3, 1, NULL, NULL), (1, 2, 'b', '[1]');
