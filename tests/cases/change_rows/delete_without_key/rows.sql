INSERT INTO log VALUES (1, NULL), (1, NULL), (NULL, ''), (2, 'x');
