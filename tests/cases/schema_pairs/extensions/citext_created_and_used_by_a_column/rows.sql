INSERT INTO logins VALUES (1, 'Ann'), (2, 'bo'), (3, 'CY');
