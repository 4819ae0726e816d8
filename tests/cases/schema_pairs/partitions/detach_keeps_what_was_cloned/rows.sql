INSERT INTO currencies VALUES ('EUR'), ('USD');
INSERT INTO rates VALUES ('2023-01-01', 'EUR', 1), ('2023-01-01', 'USD', 1.07), ('2024-01-01', 'USD', 1.1);
