INSERT INTO payments_2023 (id, paid, amount) VALUES (1, '2023-01-01', 10), (2, '2023-06-01', NULL), (3, '2023-12-31', DEFAULT);
