-- A row is an expression and the columns that have it as their default; many have the same, and one that reads columns
-- differs from table to table. Its volatility is read from its stored tree, which names functions by OID: pg_depend
-- leaves out the system's own, and text cannot tell overloaded ones apart.
WITH stored AS MATERIALIZED (
  SELECT
    s.oid, s.adrelid, s.adnum, s.tree,
    CASE WHEN pg_catalog.strpos(s.tree, '{VAR ') > 0 THEN s.adrelid ELSE 0::pg_catalog.oid END AS read_oid
  FROM (
    SELECT d.oid, d.adrelid, d.adnum, d.adbin::text AS tree
    FROM pg_catalog.pg_attrdef AS d
    WHERE d.oid >= 16384
      -- only d.adrelid
  ) AS s
),
expression AS MATERIALIZED (
  SELECT
    pg_catalog.min(s.oid) AS oid,
    s.tree,
    s.read_oid,
    pg_catalog.array_agg(s.adrelid) AS table_oids,
    pg_catalog.array_agg(s.adnum) AS numbers,
    pg_catalog.array_agg(s.oid) AS oids
  FROM stored AS s
  GROUP BY s.tree, s.read_oid
),
called AS MATERIALIZED (
  SELECT
    e.oid,
    pg_catalog.max(CASE
      WHEN p.provolatile = 'v' OR pg_catalog.strpos(e.tree, '{NEXTVALUEEXPR') > 0 THEN 2
      WHEN p.provolatile = 's'
        OR pg_catalog.strpos(e.tree, '{SQLVALUEFUNCTION') > 0
        OR pg_catalog.strpos(e.tree, '{COERCEVIAIO') > 0
        OR pg_catalog.strpos(e.tree, '{XMLEXPR') > 0
        OR pg_catalog.strpos(e.tree, '{JSON') > 0
        THEN 1
      ELSE 0
    END) AS worst
  FROM expression AS e
  -- Fields funcid and opfuncid; a space inside of a name is written with a backslash.
  LEFT JOIN LATERAL pg_catalog.unnest((pg_catalog.string_to_array(e.tree, 'funcid '))[2:]) AS m (text) ON true
  LEFT JOIN pg_catalog.pg_proc AS p ON p.oid = pg_catalog.split_part(m.text, ' ', 1)::pg_catalog.oid
  -- A mere constant calls nothing.
  WHERE NOT pg_catalog.starts_with(e.tree, '{CONST ')
  GROUP BY e.oid
)
SELECT
  pg_catalog.pg_get_expr(d.adbin, e.read_oid) AS text,
  CASE v.worst WHEN 2 THEN 'volatile' WHEN 1 THEN 'stable' ELSE 'constant' END AS volatility,
  e.table_oids,
  e.numbers,
  e.oids
FROM expression AS e
JOIN pg_catalog.pg_attrdef AS d ON d.oid = e.oid
LEFT JOIN called AS v ON v.oid = e.oid
