INSERT INTO store.items VALUES (1, 'nut', 1), (2, 'bolt', 2.5), (3, '%', NULL);
REFRESH MATERIALIZED VIEW store.total;
