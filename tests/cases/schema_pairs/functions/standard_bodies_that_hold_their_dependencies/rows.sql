INSERT INTO wallets VALUES (1, 10), (2, 200), (3, 0);
