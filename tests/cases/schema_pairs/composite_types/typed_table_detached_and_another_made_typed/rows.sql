INSERT INTO typed VALUES (1, 'x'), (2, NULL);
INSERT INTO plain VALUES (1, 'y'), (NULL, 'z');
