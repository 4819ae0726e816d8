INSERT INTO forms VALUES (1, 'ada', 'a@b', DEFAULT), (2, 'grace', 'g@h', '1'), (3, '', '', '2');
