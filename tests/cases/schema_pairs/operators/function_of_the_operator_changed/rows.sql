INSERT INTO areas VALUES (1, '(0,0),(1,1)'), (2, '(0,0),(5,5)'), (3, NULL);
