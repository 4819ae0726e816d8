INSERT INTO moves VALUES ('a', 1), ('b', 2), ('b', -3);
