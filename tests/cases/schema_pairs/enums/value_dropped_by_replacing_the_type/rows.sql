INSERT INTO articles VALUES (1, 'draft', NULL), (2, 'published', '{draft}'), (3, DEFAULT, '{}');
