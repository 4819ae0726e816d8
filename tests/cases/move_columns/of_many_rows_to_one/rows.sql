INSERT INTO customers VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'without orders'), (2, 2, 'c');
INSERT INTO orders VALUES
    (1, 1, 1, 'one'), (2, 1, 1, 'another'), (3, 1, 1, NULL), (4, 1, 2, 'b'), (5, 1, 2, 'b'), (6, NULL, NULL, 'x'), (7, 2, 2, 'c');
