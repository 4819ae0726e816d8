INSERT INTO items (id, name, note) VALUES (4, 'new', 'its note');
