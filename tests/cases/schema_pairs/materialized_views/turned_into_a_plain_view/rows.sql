INSERT INTO temperatures VALUES (1, 'Rome', 38.5), (2, 'Oslo', 20), (3, 'Oslo', NULL);
REFRESH MATERIALIZED VIEW hottest;
