INSERT INTO stations VALUES (1, 'Gent'), (2, NULL), (3, 'Delft');
