INSERT INTO logs VALUES (1, 'error', 'x'), (2, 'info', NULL), (3, 'error', 'y');
REFRESH MATERIALIZED VIEW log_levels;
