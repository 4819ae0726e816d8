INSERT INTO emails VALUES (1, 'a@b', 'b', 1), (2, NULL, 'b', NULL), (3, 'c@d', NULL, NULL);
