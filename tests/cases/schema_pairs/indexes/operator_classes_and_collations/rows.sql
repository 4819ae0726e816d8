INSERT INTO words VALUES (1, 'a', 'x', 'q'), (2, 'Ä', NULL, ''), (3, NULL, 'z', NULL);
