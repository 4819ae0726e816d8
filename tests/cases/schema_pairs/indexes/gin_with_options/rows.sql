INSERT INTO posts VALUES (1, '{a,b}', '{"k": "v"}', 'a b'), (2, '{}', NULL, NULL), (3, NULL, '[1]', '');
