INSERT INTO stays VALUES (1, '[1,5)'), (2, '(,3]'), (3, 'empty');
