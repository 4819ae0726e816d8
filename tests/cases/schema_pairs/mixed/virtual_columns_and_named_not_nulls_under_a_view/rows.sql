INSERT INTO rects (id, w, h) VALUES (1, 2, 3), (2, 30, 40), (3, 0, 0);
