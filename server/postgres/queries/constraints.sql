-- A row is a constraint of a table. NOT NULL constraints have rows from PostgreSQL 18 on; only those not yet validated are
-- kept, the rest is the column's own flag, so that catalogs of all versions compare. A foreign key that references a
-- partitioned table has further rows for the partitions, which nobody wrote.
SELECT
  k.oid,
  k.conrelid AS table_oid,
  k.conname AS name,
  CASE k.contype
    WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check'
    WHEN 'x' THEN 'exclusion' WHEN 'n' THEN 'not null' ELSE 'trigger'
  END AS kind,
  CASE WHEN k.convalidated THEN pg_catalog.pg_get_constraintdef(k.oid)
    ELSE pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid), ' NOT VALID$', '') END AS definition,
  CASE k.contype WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END AS expression,
  k.convalidated AS validated,
  k.contype NOT IN ('c', 'f') OR k.conenforced AS enforced,
  k.condeferrable AS "deferrable",
  k.condeferred AS initially_deferred,
  NOT k.conislocal OR k.conparentid <> 0 AS inherited,
  coalesce(k.conkey, '{}') AS columns,
  k.confrelid AS referenced_table_oid,
  coalesce(k.confkey, '{}') AS referenced_columns,
  k.conindid AS index_oid
-- The column is new in PostgreSQL 18: in older ones the name means that of the row around.
FROM (VALUES (true)) AS older (conenforced)
CROSS JOIN LATERAL (
  SELECT
    r.oid, r.conrelid, r.conname, r.contype, r.convalidated, r.conbin, r.condeferrable, r.condeferred, r.conislocal,
    r.conparentid, r.conkey, r.confrelid, r.confkey, r.conindid, conenforced
  FROM pg_catalog.pg_constraint AS r
) AS k
JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint AS p ON p.oid = k.conparentid AND p.conrelid = k.conrelid
WHERE c.relkind IN ('r', 'p', 'f')
  -- only k.oid
  AND (k.contype <> 'n' OR NOT k.convalidated)
  AND p.oid IS NULL
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )
