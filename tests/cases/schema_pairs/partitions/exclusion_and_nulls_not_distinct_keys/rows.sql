INSERT INTO shifts VALUES (1, '[1,5)', 'ada'), (1, '[5,9)', NULL), (1, NULL, 'grace');
