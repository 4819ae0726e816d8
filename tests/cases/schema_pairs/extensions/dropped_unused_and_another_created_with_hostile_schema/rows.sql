INSERT INTO names VALUES (1, 'Ann'), (2, 'Bo'), (3, NULL);
