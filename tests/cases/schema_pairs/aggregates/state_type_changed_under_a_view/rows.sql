INSERT INTO votes VALUES (1, 'a'), (2, 'b|c'), (3, 'it''s');
