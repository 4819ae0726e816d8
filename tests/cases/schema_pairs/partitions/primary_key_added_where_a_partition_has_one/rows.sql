INSERT INTO seats VALUES (1, 1, 'a'), (1, 2, NULL), (2, 1, 'b'), (2, 2, 'c');
