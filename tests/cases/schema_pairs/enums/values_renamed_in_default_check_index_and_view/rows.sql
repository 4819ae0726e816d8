INSERT INTO crossings VALUES (1, 'red'), (2, 'green'), (3, DEFAULT);
