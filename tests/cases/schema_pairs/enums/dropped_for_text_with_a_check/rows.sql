INSERT INTO contacts VALUES (1, 'mail'), (2, 'phone'), (3, DEFAULT);
