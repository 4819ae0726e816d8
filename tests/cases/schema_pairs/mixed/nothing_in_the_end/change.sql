ALTER TABLE quiet RENAME TO loud;
CREATE FUNCTION tmp(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP VIEW quiet_view;
DROP FUNCTION tmp(integer);
CREATE VIEW quiet_view AS SELECT label FROM loud;
GRANT SELECT ON quiet_view TO reader;
ALTER TABLE loud RENAME TO quiet;
