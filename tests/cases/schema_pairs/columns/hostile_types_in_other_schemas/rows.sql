INSERT INTO things VALUES (1, 'one'), (2, 'two'), (3, NULL);
