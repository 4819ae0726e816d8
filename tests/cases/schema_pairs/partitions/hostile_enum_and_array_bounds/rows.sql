INSERT INTO shirts VALUES ('it''s', 'a'), ('', NULL), ('', 'c');
