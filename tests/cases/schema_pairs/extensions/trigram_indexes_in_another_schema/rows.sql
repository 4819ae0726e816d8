INSERT INTO streets VALUES (1, 'Main St'), (2, '5th Ave'), (3, 'O''Connell %');
