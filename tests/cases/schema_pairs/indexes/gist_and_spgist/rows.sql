INSERT INTO areas VALUES (1, '((0,0),(1,0),(1,1))', '(0.5,0.5)', 'a', '[1,5)'), (2, NULL, '(2,2)', NULL, 'empty'), (3, NULL, NULL, 'c', NULL);
