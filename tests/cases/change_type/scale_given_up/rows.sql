INSERT INTO items VALUES (1, 1.23), (3, 'NaN');
