INSERT INTO money VALUES (1, 5), (2, 6), (3, 0);
INSERT INTO money_log VALUES (1, 4, 5);
