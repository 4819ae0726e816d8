INSERT INTO contacts VALUES (1, 'ada', 'Delft', '12'), (2, '', NULL, '123456'), (3, 'é', DEFAULT, NULL);
