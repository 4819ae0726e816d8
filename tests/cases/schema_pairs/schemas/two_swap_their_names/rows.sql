INSERT INTO blue.events VALUES (1, 'old'), (2, 'old');
INSERT INTO green.events VALUES (1, 'new', '{"a": 1}'), (2, 'new', NULL), (3, 'new', '[]');
