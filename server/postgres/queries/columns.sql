-- A row is a live column of a table, as stored; what its type, default and NOT NULL are called is asked apart, as many
-- columns have the same.
SELECT
  a.attrelid AS table_oid,
  a.attnum AS number,
  a.attname AS name,
  a.atttypid,
  a.atttypmod,
  a.attcollation,
  a.attstorage::text,
  a.attnotnull,
  a.attislocal AS local,
  a.attinhcount > 0 AS inherited,
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE '' END AS identity,
  CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' ELSE '' END AS generated,
  a.attcompression::text AS compression,
  coalesce(a.attstattarget, -1)::integer AS statistics_target,
  CASE WHEN a.attoptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions) AS o ORDER BY 1) END AS options,
  CASE WHEN a.attfdwoptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(a.attfdwoptions) AS o ORDER BY 1) END AS server_options
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f')
  -- only a.attrelid
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )
