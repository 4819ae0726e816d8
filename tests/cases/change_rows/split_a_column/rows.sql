INSERT INTO people VALUES (1, 'Ada Lovelace', '1815-12-10'), (2, 'Plato', NULL), (3, NULL, NULL), (4, 'Anne Marie Smith', NULL);
