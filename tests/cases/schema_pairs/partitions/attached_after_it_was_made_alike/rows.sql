INSERT INTO whole (id, code) VALUES (1, 'a');
INSERT INTO part VALUES (101, 'b', NULL);
