INSERT INTO metrics VALUES ('cpu', 1, 0.5), ('cpu', 9, NULL), ('disk', 1, 80), (NULL, 2, 1);
