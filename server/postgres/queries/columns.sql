-- A row is a live column of a table. The volatility of a default is read from its stored tree, which names functions by
-- OID: pg_depend leaves out the system's own, and text cannot tell overloaded ones apart.
SELECT
  a.attrelid AS table_oid,
  a.attnum AS number,
  a.attname AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  -- From PostgreSQL 18 on the flag is also set by a NOT NULL that is not yet validated.
  a.attnotnull AND coalesce(k.convalidated, true) AS not_null,
  CASE WHEN k.convalidated THEN k.conname::text END AS not_null_name,
  CASE WHEN k.conrelid IS NULL THEN a.attinhcount > 0 ELSE NOT k.conislocal END AS not_null_inherited,
  coalesce(k.convalidated AND k.connoinherit, false) AS not_null_no_inherit,
  a.attislocal AS local,
  a.attinhcount > 0 AS inherited,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default",
  coalesce(d.oid, 0)::bigint AS default_oid,
  CASE
    WHEN d.adbin IS NULL OR a.attgenerated <> '' THEN 'none'
    WHEN d.adbin::text ~ '\{NEXTVALUEEXPR' OR called.worst = 2 THEN 'volatile'
    WHEN d.adbin::text ~ '\{(SQLVALUEFUNCTION|COERCEVIAIO|XMLEXPR|JSON)' OR called.worst = 1 THEN 'stable'
    ELSE 'constant'
  END AS default_volatility,
  CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' ELSE '' END AS identity,
  CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' ELSE '' END AS generated,
  CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::pg_catalog.regcollation::text END AS collation,
  CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END AS storage,
  t.typstorage::text AS type_storage,
  a.attcompression::text AS compression,
  coalesce(a.attstattarget, -1)::integer AS statistics_target,
  CASE WHEN a.attoptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(a.attoptions) AS o ORDER BY 1) END AS options,
  CASE WHEN a.attfdwoptions IS NULL THEN '{}'::text[] ELSE ARRAY(SELECT o FROM pg_catalog.unnest(a.attfdwoptions) AS o ORDER BY 1) END AS server_options,
  e.oid IS NOT NULL AS is_array,
  CASE coalesce(e.typtype, t.typtype)
    WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange'
    WHEN 'p' THEN 'pseudo' ELSE 'base'
  END AS type_kind,
  CASE WHEN coalesce(e.typtype, t.typtype) = 'd' THEN (
    WITH RECURSIVE base AS (
      SELECT b.oid, b.typname, b.typtype, b.typbasetype FROM pg_catalog.pg_type AS b WHERE b.oid = coalesce(e.typbasetype, t.typbasetype)
      UNION ALL
      SELECT b.oid, b.typname, b.typtype, b.typbasetype FROM base JOIN pg_catalog.pg_type AS b ON b.oid = base.typbasetype
      WHERE base.typtype = 'd'
    )
    SELECT base.typname FROM base WHERE base.typtype <> 'd'
  ) ELSE coalesce(e.typname, t.typname) END AS base_type,
  coalesce(e.oid, t.oid) AS type_oid,
  pg_catalog.col_description(a.attrelid, a.attnum) AS comment
FROM pg_catalog.pg_attribute AS a
JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_constraint AS k
  ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey[1] = a.attnum AND a.attnotnull
LEFT JOIN LATERAL (
  SELECT pg_catalog.max(CASE p.provolatile WHEN 'v' THEN 2 WHEN 's' THEN 1 ELSE 0 END) AS worst
  FROM pg_catalog.regexp_matches(d.adbin::text, ':(?:funcid|opfuncid) (\d+)', 'g') AS m
  JOIN pg_catalog.pg_proc AS p ON p.oid = m[1]::pg_catalog.oid
) AS called ON d.adbin IS NOT NULL
WHERE a.attnum > 0
  AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'f')
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
