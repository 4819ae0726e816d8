INSERT INTO items (id, name) VALUES (4, 'new');
INSERT INTO items (id, name) VALUES (3, 'in its place');
