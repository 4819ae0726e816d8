INSERT INTO rects VALUES (1, 2), (3, 4), (NULL, 5);
