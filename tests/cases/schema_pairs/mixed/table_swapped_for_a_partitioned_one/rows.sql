INSERT INTO events VALUES (1, '2023-06-01', DEFAULT), (2, '2024-02-29', '{"a": [1, null]}'), (3, '2024-03-01', NULL);
