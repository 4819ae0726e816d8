INSERT INTO client (id, mail, parent) VALUES (1, 'a@b', NULL), (2, '100%@c', 1), (3, NULL, 2);
