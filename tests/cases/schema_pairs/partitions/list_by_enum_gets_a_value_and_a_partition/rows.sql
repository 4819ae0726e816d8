INSERT INTO members VALUES (1, 'gold'), (2, 'silver'), (3, 'gold');
