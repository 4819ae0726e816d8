UPDATE items SET size = 0 WHERE size IS NULL;
