INSERT INTO inbox VALUES (1, 'mail'), (2, 'news'), (3, 'bill');
