INSERT INTO shipments VALUES (1, 1), (2, 9), (3, 10), (4, 5000);
