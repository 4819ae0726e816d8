INSERT INTO measures VALUES (1, 'm'), (2.5, 'kg'), (0, NULL);
