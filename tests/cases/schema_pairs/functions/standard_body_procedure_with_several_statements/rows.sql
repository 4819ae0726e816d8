INSERT INTO ledger VALUES (1, 5, NULL), (2, -5, 'back'), (3, 7, 'x');
