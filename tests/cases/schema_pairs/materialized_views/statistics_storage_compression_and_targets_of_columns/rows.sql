INSERT INTO events VALUES (1, 'in', 'x'), (2, 'out', NULL), (3, 'in', 'yyy');
REFRESH MATERIALIZED VIEW event_kinds;
