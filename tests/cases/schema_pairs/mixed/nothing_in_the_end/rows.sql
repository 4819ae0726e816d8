INSERT INTO quiet VALUES (1, DEFAULT), (2, NULL), (3, '%');
