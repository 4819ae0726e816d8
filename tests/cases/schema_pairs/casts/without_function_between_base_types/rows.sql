INSERT INTO tickets VALUES (1, 'abc'), (2, DEFAULT), (3, NULL);
