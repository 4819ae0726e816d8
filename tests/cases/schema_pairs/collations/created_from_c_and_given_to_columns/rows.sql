INSERT INTO words VALUES (1, 'Ähre', 'a'), (2, 'Zoo', NULL), (3, 'apple', 'B');
