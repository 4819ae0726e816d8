INSERT INTO people VALUES (1, 'a');
INSERT INTO clients VALUES (1, 'a', 'x'), (2, 'b', NULL);
