INSERT INTO persons VALUES (1, 'ada', 'a@b', 'a'), (2, 'grace', 'g@h', 'g'), (3, 'edsger', '', '');
