INSERT INTO vehicles VALUES (1, 'V-1');
INSERT INTO cars VALUES (2, 'C-1', 5), (3, 'C-2', NULL);
INSERT INTO taxis VALUES (4, 'T-1', 4, 'L-1');
