INSERT INTO scores VALUES (0, 'a'), (49, 'b'), (100, 'c'), (999, NULL);
