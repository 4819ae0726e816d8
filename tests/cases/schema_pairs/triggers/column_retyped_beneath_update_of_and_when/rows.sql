INSERT INTO parcels VALUES (1, 5, 'a'), (2, 150, NULL), (3, 100, 'c');
