INSERT INTO items VALUES (1, 'a', 1), (2, '', -2), (3, 'x', 0);
