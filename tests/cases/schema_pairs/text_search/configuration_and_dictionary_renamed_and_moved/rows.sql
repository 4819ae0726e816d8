INSERT INTO manual VALUES (1, 'running'), (2, NULL), (3, 'ran the mile');
