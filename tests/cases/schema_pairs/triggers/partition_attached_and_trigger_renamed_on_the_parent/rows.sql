INSERT INTO cars VALUES (1, 'fiat'), (2, 'fiat');
INSERT INTO cars_other VALUES (3, 'opel');
