-- A row is a composite type; the row types of tables and views are none.
SELECT
  'composite type' AS kind,
  pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS identity,
  (
    SELECT pg_catalog.string_agg(
      pg_catalog.format('%%I %%s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum
    )
    FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ) AS definition
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'c'
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = c.reltype AND e.deptype = 'e'
  )
