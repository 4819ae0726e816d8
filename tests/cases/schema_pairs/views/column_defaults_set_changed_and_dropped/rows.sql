INSERT INTO tickets VALUES (1, 'leak', 'open', 1), (2, 'noise', 'closed', 2), (3, 'smell', NULL, NULL);
