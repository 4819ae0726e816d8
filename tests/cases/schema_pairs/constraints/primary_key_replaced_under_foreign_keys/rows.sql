INSERT INTO warehouses VALUES (1, 'N'), (2, 'S');
INSERT INTO racks VALUES (10, 1), (11, 1), (12, 2);
