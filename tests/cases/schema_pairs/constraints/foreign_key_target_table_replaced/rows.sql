INSERT INTO old.users VALUES (1, 'a'), (2, 'b');
INSERT INTO users VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO carts VALUES (1, 1), (2, 2), (3, NULL);
