INSERT INTO articles VALUES (1, 'a'), (2, 'b'), (3, NULL);
INSERT INTO comments VALUES (1, 1), (2, 3), (3, NULL);
