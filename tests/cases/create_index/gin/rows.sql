INSERT INTO docs VALUES (1, '{"a": null}', '{}'), (2, NULL, NULL), (3, '[]', '{NULL,"null",""}');
