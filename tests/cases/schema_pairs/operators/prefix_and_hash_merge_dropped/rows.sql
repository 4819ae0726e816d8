INSERT INTO sides (id, a) VALUES (1, 2), (2, 3), (3, 0);
