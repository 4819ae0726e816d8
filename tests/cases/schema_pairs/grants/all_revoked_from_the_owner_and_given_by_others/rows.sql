INSERT INTO frozen VALUES (1, 'a'), (2, NULL);
INSERT INTO shared VALUES (1), (2);
