INSERT INTO entries (kind, label) VALUES ('a', NULL), ('b', 'x'), (DEFAULT, 'y');
REFRESH MATERIALIZED VIEW entry_kinds;
