INSERT INTO items (id, name, "Count") VALUES (4, 'new', 9);
UPDATE items SET name = 'chair', "Count" = NULL WHERE id = 1;
