INSERT INTO parts VALUES (1, NULL, 'car'), (2, 1, 'wheel'), (3, 2, 'tyre'), (4, 1, 'door');
