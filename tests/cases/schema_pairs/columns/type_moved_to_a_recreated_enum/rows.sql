INSERT INTO orders VALUES (1, 'new', '{new,old}'), (2, 'old', DEFAULT), (3, DEFAULT, NULL);
INSERT INTO returns VALUES (1, 'old'), (2, NULL);
