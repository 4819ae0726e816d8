INSERT INTO feeds VALUES (1, 'http://a'), (2, 'http://b'), (3, 'http://c');
