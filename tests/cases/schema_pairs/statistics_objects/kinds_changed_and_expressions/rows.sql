INSERT INTO flats VALUES (1, 'Bern', '3011', 1500), (2, 'Bern', '3012', NULL), (3, 'Basel', '4051', 900);
