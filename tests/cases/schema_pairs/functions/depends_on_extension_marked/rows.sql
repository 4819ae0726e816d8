INSERT INTO terms VALUES (1, 'word'), (2, 'ward'), (3, '100%');
