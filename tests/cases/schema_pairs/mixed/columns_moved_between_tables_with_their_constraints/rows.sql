INSERT INTO regions VALUES (1, 'North'), (2, 'South');
INSERT INTO depots VALUES (1, 'A', 1, '123'), (2, 'B', 1, NULL), (3, 'C', 2, '456');
