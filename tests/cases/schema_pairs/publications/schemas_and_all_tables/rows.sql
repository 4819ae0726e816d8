INSERT INTO stock.items VALUES (1), (2);
INSERT INTO loose VALUES (1), (2), (3);
