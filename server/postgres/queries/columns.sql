-- A row is a live column of a table. The volatility of a default is read from its stored tree, which names functions by
-- OID: pg_depend leaves out the system's own, and text cannot tell overloaded ones apart.
WITH attribute AS MATERIALIZED (
  SELECT a.*, c.relname
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
),
-- Few types have many columns, so that each is described once.
shape AS MATERIALIZED (
  SELECT u.atttypid, u.atttypmod, pg_catalog.format_type(u.atttypid, u.atttypmod) AS type
  FROM (SELECT DISTINCT a.atttypid, a.atttypmod FROM attribute AS a) AS u
),
usage AS MATERIALIZED (
  SELECT
    t.oid AS whole_oid,
    t.typstorage,
    t.typcollation,
    e.oid IS NOT NULL AS is_array,
    CASE coalesce(e.typtype, t.typtype)
      WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' WHEN 'm' THEN 'multirange'
      WHEN 'p' THEN 'pseudo' ELSE 'base'
    END AS type_kind,
    CASE WHEN coalesce(e.typtype, t.typtype) = 'd' THEN (
      WITH RECURSIVE base AS (
        SELECT b.typname, b.typtype, b.typbasetype FROM pg_catalog.pg_type AS b WHERE b.oid = coalesce(e.typbasetype, t.typbasetype)
        UNION ALL
        SELECT b.typname, b.typtype, b.typbasetype FROM base JOIN pg_catalog.pg_type AS b ON b.oid = base.typbasetype
        WHERE base.typtype = 'd'
      )
      SELECT base.typname FROM base WHERE base.typtype <> 'd'
    ) ELSE coalesce(e.typname, t.typname) END AS base_type,
    coalesce(e.oid, t.oid) AS type_oid
  FROM (SELECT DISTINCT s.atttypid FROM shape AS s) AS u
  JOIN pg_catalog.pg_type AS t ON t.oid = u.atttypid
  LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid
),
stored AS MATERIALIZED (
  SELECT d.oid, d.adrelid, d.adnum, d.adbin, d.adbin::text AS tree FROM pg_catalog.pg_attrdef AS d
  WHERE true
    -- only d.adrelid
),
called AS MATERIALIZED (
  SELECT
    s.oid,
    pg_catalog.max(CASE
      WHEN p.provolatile = 'v' OR pg_catalog.strpos(s.tree, '{NEXTVALUEEXPR') > 0 THEN 2
      WHEN p.provolatile = 's'
        OR pg_catalog.strpos(s.tree, '{SQLVALUEFUNCTION') > 0
        OR pg_catalog.strpos(s.tree, '{COERCEVIAIO') > 0
        OR pg_catalog.strpos(s.tree, '{XMLEXPR') > 0
        OR pg_catalog.strpos(s.tree, '{JSON') > 0
        THEN 1
      ELSE 0
    END) AS worst
  FROM stored AS s
  -- Fields funcid and opfuncid; a space inside of a name is written with a backslash.
  LEFT JOIN LATERAL pg_catalog.unnest((pg_catalog.string_to_array(s.tree, 'funcid '))[2:]) AS m (text) ON true
  LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = pg_catalog.split_part(m.text, ' ', 1)::pg_catalog.oid
  -- A mere constant calls nothing.
  WHERE NOT pg_catalog.starts_with(s.tree, '{CONST ')
  GROUP BY s.oid
),
demanded AS MATERIALIZED (
  SELECT r.conrelid, r.conkey[1] AS number, r.conname, r.convalidated, r.conislocal, r.connoinherit
  FROM pg_catalog.pg_constraint AS r
  WHERE r.contype = 'n'
    -- only r.conrelid
)
SELECT
  a.attrelid AS table_oid,
  a.attnum AS number,
  a.attname AS name,
  s.type,
  -- From PostgreSQL 18 on the flag is also set by a NOT NULL that is not yet validated.
  a.attnotnull AND coalesce(k.convalidated, true) AS not_null,
  CASE WHEN k.convalidated THEN nullif(k.conname::text, pg_catalog.concat(a.relname, '_', a.attname, '_not_null')) END AS not_null_name,
  CASE WHEN k.conrelid IS NULL THEN a.attinhcount > 0 ELSE NOT k.conislocal END AS not_null_inherited,
  coalesce(k.convalidated AND k.connoinherit, false) AS not_null_no_inherit,
  a.attislocal AS local,
  a.attinhcount > 0 AS inherited,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "default",
  coalesce(d.oid, 0::pg_catalog.oid) AS default_oid,
  CASE
    WHEN d.adbin IS NULL OR a.attgenerated <> '' THEN 'none' WHEN v.worst = 2 THEN 'volatile' WHEN v.worst = 1 THEN 'stable' ELSE 'constant'
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
  t.is_array,
  t.type_kind,
  t.base_type,
  t.type_oid
FROM attribute AS a
JOIN shape AS s ON s.atttypid = a.atttypid AND s.atttypmod = a.atttypmod
JOIN usage AS t ON t.whole_oid = a.atttypid
LEFT JOIN stored AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN called AS v ON v.oid = d.oid
LEFT JOIN demanded AS k ON k.conrelid = a.attrelid AND k.number = a.attnum AND a.attnotnull
