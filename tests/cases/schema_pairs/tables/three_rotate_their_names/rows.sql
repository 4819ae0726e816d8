INSERT INTO log_today VALUES ('2024-03-03', 'c');
INSERT INTO log_yesterday VALUES ('2024-03-02', 'b'), ('2024-03-01', 'b');
INSERT INTO log_before VALUES ('2024-02-03', 'a'), ('2024-02-02', 'a'), ('2024-02-01', 'a');
