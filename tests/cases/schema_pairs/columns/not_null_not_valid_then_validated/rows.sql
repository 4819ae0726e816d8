INSERT INTO leads VALUES (1, NULL, 'a@b'), (2, '1', 'c@d'), (3, NULL, 'e@f');
