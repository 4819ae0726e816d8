INSERT INTO shelf VALUES (1, 'Emma', false), (2, 'Dune', true), (3, 'It', false);
