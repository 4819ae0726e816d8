INSERT INTO letters VALUES (1, 'ann', false), (2, 'bo', true), (3, 'cy', false);
