INSERT INTO tickets VALUES (1, 'open', '{}'), (2, 'closed', '{open}'), (3, DEFAULT, DEFAULT);
