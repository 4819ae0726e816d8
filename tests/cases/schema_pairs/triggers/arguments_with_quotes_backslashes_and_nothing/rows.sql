INSERT INTO letters VALUES (1, 'dear'), (2, NULL), (3, '\000');
