INSERT INTO addresses VALUES (1, '8000'), (2, NULL), (3, '3011');
