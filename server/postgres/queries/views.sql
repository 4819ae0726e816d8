-- A row is a view or materialized view.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  c.relkind = 'm' AS materialized,
  pg_catalog.rtrim(pg_catalog.pg_get_viewdef(c.oid), ';') AS definition,
  ARRAY(
    SELECT a.attname FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
  ) AS columns,
  ARRAY(
    SELECT pg_catalog.concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod), nullif(a.attcollation, 0)::pg_catalog.regcollation)
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
  ) AS column_types,
  c.relispopulated AS populated,
  ARRAY(
    SELECT o FROM pg_catalog.unnest(c.reloptions) AS o
    UNION ALL
    SELECT 'toast.' || o FROM pg_catalog.pg_class AS t, pg_catalog.unnest(t.reloptions) AS o WHERE t.oid = c.reltoastrelid
    ORDER BY 1
  ) AS options
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm')
  -- only c.oid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
