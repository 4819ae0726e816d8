INSERT INTO people VALUES ('Ada', 'Lovelace', '1815-12-10'), ('Grace', 'Hopper', '1906-12-09'), (NULL, 'Unknown', NULL);
