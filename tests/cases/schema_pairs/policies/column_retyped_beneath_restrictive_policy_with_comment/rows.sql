INSERT INTO leases VALUES (1, 1, 900), (2, 2, NULL), (3, 1, 0);
