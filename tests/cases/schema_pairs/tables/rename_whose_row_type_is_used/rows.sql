INSERT INTO point_of_sale VALUES (1, 'Gent'), (2, 'Delft');
INSERT INTO visits VALUES (1, ROW(1, 'Gent'), ARRAY[ROW(2, 'Delft')::point_of_sale]), (2, NULL, '{}'), (3, ROW(NULL, NULL), NULL);
