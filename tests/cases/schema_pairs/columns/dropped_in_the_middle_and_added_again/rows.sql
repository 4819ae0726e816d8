INSERT INTO cards VALUES (1, 'ada', 'blue', '1234'), (2, 'grace', DEFAULT, '0000'), (3, NULL, NULL, NULL);
