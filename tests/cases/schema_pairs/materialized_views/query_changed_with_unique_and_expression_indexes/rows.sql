INSERT INTO orders VALUES (1, 'Ann', 10), (2, 'Ann', 5.5), (3, 'Bo', 0), (4, 'Cy', 99.99);
REFRESH MATERIALIZED VIEW customer_totals;
