INSERT INTO routes VALUES ('Gent', 'Brugge'), ('Delft', 'Leiden'), (NULL, 'Nowhere');
