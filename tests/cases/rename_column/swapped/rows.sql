INSERT INTO items VALUES (1, 'a', 1, 'note', 'other'), (2, NULL, NULL, NULL, '');
