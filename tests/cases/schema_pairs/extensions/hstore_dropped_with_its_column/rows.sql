INSERT INTO settings VALUES (1, 'a=>1, b=>NULL', 'x'), (2, '', 'y'), (3, NULL, NULL);
