INSERT INTO stock VALUES ('a', '', 1), ('a', 'x', NULL), ('', '', NULL), ('Z', 'ä', 3), ('z', '''', NULL);
