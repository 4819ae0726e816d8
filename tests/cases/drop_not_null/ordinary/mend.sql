UPDATE items SET name = '' WHERE name IS NULL;
