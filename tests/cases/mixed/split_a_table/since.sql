INSERT INTO items (id, name) VALUES (4, 'new');
INSERT INTO notes VALUES (4, 'its note');
