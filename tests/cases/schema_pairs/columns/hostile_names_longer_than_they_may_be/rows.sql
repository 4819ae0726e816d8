INSERT INTO forms VALUES (1, 'phone'), (2, NULL), (3, 'mail');
