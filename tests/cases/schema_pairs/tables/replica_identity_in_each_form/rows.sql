INSERT INTO keyed VALUES (1, 'a'), (2, 'b');
INSERT INTO heaped VALUES ('a'), (NULL);
INSERT INTO indexed VALUES (1, 1), (1, 2);
INSERT INTO silent VALUES (1), (2);
