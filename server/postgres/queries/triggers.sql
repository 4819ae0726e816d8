-- A row is a trigger a user made. Partitions carry clones of their parent's, which are not kept.
SELECT
  g.oid,
  g.tgrelid AS table_oid,
  g.tgname AS name,
  pg_catalog.pg_get_triggerdef(g.oid) AS definition,
  g.tgenabled::text AS enabled,
  g.tgfoid AS function_oid
FROM pg_catalog.pg_trigger AS g
JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE NOT g.tgisinternal
  AND g.tgparentid = 0
  -- only g.oid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
