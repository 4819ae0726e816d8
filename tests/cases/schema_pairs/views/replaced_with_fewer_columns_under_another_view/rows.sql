INSERT INTO customers VALUES (1, 'Ann', 'ann@example.org', 4.5), (2, 'Bo', NULL, 3), (3, 'Cy', 'cy@example.org', 0);
