INSERT INTO products (id, label, name) VALUES (4, 'new', 9);
UPDATE products SET label = 'chair', name = NULL WHERE id = 1;
