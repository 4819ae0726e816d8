INSERT INTO papers VALUES (1, 'a', repeat('body ', 900), '\x00', '{"a": 1}'), (2, NULL, NULL, '\xff', NULL), (3, 'c', '', NULL, '[]');
