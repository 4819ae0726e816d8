INSERT INTO r VALUES (1, '[1,3)'), (2, 'empty'), (3, NULL);
