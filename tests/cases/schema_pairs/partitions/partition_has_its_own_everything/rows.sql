INSERT INTO tickets VALUES (1, 'support', 'help'), (2, 'support', 'HELP'), (3, 'sales', NULL), (4, 'sales', DEFAULT);
