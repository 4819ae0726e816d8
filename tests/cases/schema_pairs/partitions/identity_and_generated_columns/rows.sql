INSERT INTO invoices (year, net) VALUES (2023, 100), (2023, 0);
INSERT INTO invoices_2024 (id, year, net) VALUES (1, 2024, 50), (2, 2024, 10);
