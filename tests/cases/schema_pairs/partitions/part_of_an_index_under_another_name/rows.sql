INSERT INTO phases VALUES (1, 'a'), (2, 'b');
