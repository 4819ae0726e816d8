INSERT INTO cars_opel VALUES (3, 'opel');
