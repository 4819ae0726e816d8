INSERT INTO members VALUES (1, 'calm', 'one'), (2, 'it''s', NULL), (3, NULL, 'three');
