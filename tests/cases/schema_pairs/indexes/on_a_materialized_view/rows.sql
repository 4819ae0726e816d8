INSERT INTO sales VALUES ('a', 1), ('a', 2), ('b', NULL);
