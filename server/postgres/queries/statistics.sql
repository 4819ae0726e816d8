-- A row is an extended statistics object; its own sampling target became nullable in PostgreSQL 17.
SELECT
  'statistics object' AS kind,
  pg_catalog.format('%%I.%%I', n.nspname, s.stxname) AS identity,
  pg_catalog.concat(pg_catalog.pg_get_statisticsobjdef(s.oid), ' target ', coalesce(s.stxstattarget, -1)) AS definition
FROM pg_catalog.pg_statistic_ext AS s
JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND e.objid = s.oid AND e.deptype = 'e'
  )
