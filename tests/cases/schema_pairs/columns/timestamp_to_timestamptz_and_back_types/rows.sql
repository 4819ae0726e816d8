INSERT INTO meetings VALUES (1, '2024-03-31 02:30', '2024-03-31 02:30+00', '1 day', DEFAULT), (2, 'infinity', '-infinity', '-1 mon', '2020-02-29 23:59:59'), (3, NULL, NULL, NULL, NULL);
