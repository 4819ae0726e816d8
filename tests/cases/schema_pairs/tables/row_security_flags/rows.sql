INSERT INTO notes VALUES (1, 'ada'), (2, NULL);
INSERT INTO secrets VALUES (1), (2), (3);
INSERT INTO forced_not_enabled VALUES (1), (2);
