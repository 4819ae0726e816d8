INSERT INTO users VALUES (1, 'a@b', '{c@d,e@f}'), (2, 'it''s@x', NULL), (3, '%@%', '{}');
