INSERT INTO authors VALUES (1, 'Woolf'), (2, 'Eco'), (3, 'Poe');
INSERT INTO works VALUES (1, 1, 'Orlando'), (2, 2, NULL), (3, 1, 'The Waves');
