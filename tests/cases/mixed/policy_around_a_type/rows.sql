INSERT INTO members VALUES (1, 'owner'), (2, 'guest');
