INSERT INTO persons VALUES (1, 'Ada', 'L', '{"a": {"b": 1}}', '1815-12-10'), (2, NULL, 'H', '[]', NULL), (3, 'E', NULL, NULL, '1930-05-11');
