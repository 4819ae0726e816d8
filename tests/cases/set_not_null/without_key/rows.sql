INSERT INTO log VALUES (now(), NULL), ('infinity', 'a'), (NULL, NULL), ('-infinity', 'a'), ('-infinity', 'a');
