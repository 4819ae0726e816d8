INSERT INTO accounts (id, holder, balance) VALUES (1, 'Ann', 500), (2, 'Bo', 50), (3, 'Cy', DEFAULT), (4, 'Ann', 101);
REFRESH MATERIALIZED VIEW sums;
