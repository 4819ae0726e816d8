INSERT INTO whole (id, note) VALUES (1, 'a'), (2, 'b');
