INSERT INTO rulers VALUES (1, 'cm'), (2, 'in'), (3, 'cm');
