INSERT INTO urls VALUES (1, 'http://a', true), (2, 'http://b', DEFAULT), (3, NULL, NULL);
