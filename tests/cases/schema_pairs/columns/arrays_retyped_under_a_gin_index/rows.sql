INSERT INTO lists VALUES (1, '{1,2,NULL}', '{a,"b,c"}', '{{1,2},{3,4}}'), (2, DEFAULT, '{}', '[0:1]={5,6}'), (3, '{3}', NULL, NULL);
