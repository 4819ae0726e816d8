INSERT INTO orders VALUES (1, 'new', '{}', NULL), (2, 'it''s "paid"', NULL, ''), (3, 'sent', '{new,sent,NULL}', 'x');
INSERT INTO orders SELECT n FROM generate_series(10, 30) AS n;
INSERT INTO "My ""T" VALUES (1, 'new'), (2, NULL), (3, 'sent');
