INSERT INTO refs VALUES (1, ROW(7), '{good,bad}'), (2, NULL, NULL);
