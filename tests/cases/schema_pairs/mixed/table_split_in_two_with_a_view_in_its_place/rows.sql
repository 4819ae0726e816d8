INSERT INTO persons VALUES (1, 'Ann', 'Main St 1', '8000'), (2, 'Bo', NULL, NULL), (3, 'O''Hara', 'Rue 5', '1200');
