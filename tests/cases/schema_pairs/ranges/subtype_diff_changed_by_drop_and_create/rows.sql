INSERT INTO shops VALUES (1, '[08:00,18:00)'), (2, '[10:00,)'), (3, NULL);
