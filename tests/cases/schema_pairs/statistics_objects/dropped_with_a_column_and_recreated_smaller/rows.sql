INSERT INTO boats VALUES (1, 10, 3, 'Ost'), (2, 7, 2, NULL), (3, NULL, NULL, 'Süd');
