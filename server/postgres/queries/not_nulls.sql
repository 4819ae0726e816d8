-- A row is a NOT NULL constraint of a column, which has a row of its own from PostgreSQL 18 on.
SELECT
  k.conrelid AS table_oid,
  k.conkey[1] AS number,
  k.conname AS name,
  k.convalidated AS validated,
  k.conislocal AS local,
  k.connoinherit AS no_inherit
FROM pg_catalog.pg_constraint AS k
WHERE k.contype = 'n'
  AND k.conrelid <> 0
  -- only k.conrelid
