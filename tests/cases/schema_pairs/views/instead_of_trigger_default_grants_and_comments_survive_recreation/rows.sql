INSERT INTO accounts VALUES (1, 'ann', true), (2, 'bo', false), (3, 'cy', true);
