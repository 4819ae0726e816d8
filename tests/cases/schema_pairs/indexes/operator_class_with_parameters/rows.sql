INSERT INTO texts VALUES (1, 'fat cat', 10, '10.0.0.1'), (2, NULL, 20, NULL), (3, '', NULL, '::1');
