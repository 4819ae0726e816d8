INSERT INTO logs_march VALUES ('2024-03-01', 'debug', 'a'), ('2024-03-02', 'error', 'b'), ('2024-03-31', NULL, NULL);
