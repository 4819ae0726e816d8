CREATE TABLE quiet (id integer PRIMARY KEY, label text DEFAULT 'x');
CREATE VIEW quiet_view AS SELECT label FROM quiet;
GRANT SELECT ON quiet_view TO reader;
