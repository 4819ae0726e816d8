INSERT INTO codes VALUES (1, 'a'), (1, 'b'), (2, 'a'), (2, NULL);
