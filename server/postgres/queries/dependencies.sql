-- A row is an object that needs a table or column, directly, through the table's row type, or through views in between.
-- Left out: internal and cloned triggers, a column's own default, row and array types, TOAST.
WITH RECURSIVE relation AS (
  SELECT c.oid, c.relkind, c.reltype, t.typarray
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_type AS t ON t.oid = c.reltype
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
    )
),
reference AS (
  SELECT d.refobjid AS relation_oid, d.refobjsubid AS column_number, d.classid, d.objid, d.objsubid
  FROM pg_catalog.pg_depend AS d
  JOIN relation AS r ON r.oid = d.refobjid
  WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  UNION ALL
  SELECT r.oid, 0, d.classid, d.objid, d.objsubid
  FROM relation AS r
  JOIN pg_catalog.pg_depend AS d
    ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (r.reltype, r.typarray)
),
edge AS (
  SELECT DISTINCT
    f.relation_oid,
    f.column_number,
    CASE WHEN w.rulename = '_RETURN' THEN 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid ELSE f.classid END AS classid,
    CASE WHEN w.rulename = '_RETURN' THEN w.ev_class ELSE f.objid END AS objid
  FROM reference AS f
  LEFT JOIN pg_catalog.pg_rewrite AS w ON f.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND w.oid = f.objid
  LEFT JOIN pg_catalog.pg_attrdef AS v ON f.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND v.oid = f.objid
  LEFT JOIN pg_catalog.pg_trigger AS g ON f.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND g.oid = f.objid
  LEFT JOIN pg_catalog.pg_class AS k ON f.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND k.oid = f.objid
  WHERE f.classid <> 'pg_catalog.pg_type'::pg_catalog.regclass
    AND NOT coalesce(g.tgisinternal OR g.tgparentid <> 0, false)
    AND coalesce(k.relkind, 'r') <> 't'
    AND (v.oid IS NULL OR v.adrelid <> f.relation_oid OR v.adnum <> f.column_number)
),
needed AS (
  SELECT e.relation_oid AS table_oid, e.column_number, e.classid, e.objid
  FROM edge AS e
  JOIN relation AS r ON r.oid = e.relation_oid AND r.relkind IN ('r', 'p', 'f')
  WHERE e.objid <> e.relation_oid
  UNION
  SELECT n.table_oid, n.column_number, e.classid, e.objid
  FROM needed AS n
  JOIN relation AS r ON r.oid = n.objid AND r.relkind IN ('v', 'm')
  JOIN edge AS e ON e.relation_oid = n.objid AND e.objid <> e.relation_oid
  WHERE n.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
)
SELECT n.table_oid, n.column_number, i.type AS kind, i.identity, n.objid AS oid
FROM needed AS n
CROSS JOIN LATERAL pg_catalog.pg_identify_object(n.classid, n.objid, 0) AS i
WHERE i.schema IS DISTINCT FROM %(reserved)s
  -- NOT NULL has rows from PostgreSQL 18 on; it is the column's own flag. Partitions carry clones nobody wrote.
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint AS k
    LEFT JOIN pg_catalog.pg_constraint AS p ON p.oid = k.conparentid
    WHERE n.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = n.objid
      AND (k.contype = 'n' OR p.conrelid = k.conrelid)
  )
ORDER BY n.table_oid, n.column_number, i.type, i.identity
