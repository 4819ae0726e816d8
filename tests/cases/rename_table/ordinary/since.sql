INSERT INTO articles (id, name) VALUES (4, 'new');
DELETE FROM articles WHERE id = 1;
