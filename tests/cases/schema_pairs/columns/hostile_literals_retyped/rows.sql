INSERT INTO choices VALUES (1, 'it''s', ''), (2, DEFAULT, DEFAULT), (3, '', '100%'), (4, NULL, NULL);
