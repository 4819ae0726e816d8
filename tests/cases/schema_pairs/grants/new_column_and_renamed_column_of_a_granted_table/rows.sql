INSERT INTO dossiers VALUES (1, 'a', 'x'), (2, NULL, 'y'), (3, 'c', NULL);
