INSERT INTO crates (label, new_id) VALUES ('a', 10), ('b', 20), (NULL, 30);
INSERT INTO lids VALUES (10, 'x'), (DEFAULT, NULL);
