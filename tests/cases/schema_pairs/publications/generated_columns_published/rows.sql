INSERT INTO cubes VALUES (1, 2), (2, 3), (3, 0);
