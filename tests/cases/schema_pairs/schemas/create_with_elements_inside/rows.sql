INSERT INTO accounts VALUES (1, 'ada@example.com'), (2, 'grace@example.com'), (3, 'edsger@example.com');
