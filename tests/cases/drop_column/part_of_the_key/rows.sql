INSERT INTO stock VALUES ('a', '', 1), ('a', 'b', 2);
