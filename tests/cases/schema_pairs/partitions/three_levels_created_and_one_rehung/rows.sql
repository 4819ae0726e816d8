INSERT INTO facts VALUES (2024, 'eu', 1), (2024, 'eu', 2), (2024, 'eu', NULL);
