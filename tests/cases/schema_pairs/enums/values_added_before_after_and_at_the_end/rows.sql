INSERT INTO projects VALUES (1, 'plan'), (2, 'ship'), (3, 'build');
