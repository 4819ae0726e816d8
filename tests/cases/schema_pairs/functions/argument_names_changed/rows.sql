INSERT INTO fields (id, w, h) VALUES (1, 2, 3), (2, 0.5, 8), (3, NULL, 1);
