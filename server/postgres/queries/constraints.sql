-- A row is a constraint of a table. NOT NULL constraints have rows from PostgreSQL 18 on; only those not yet validated are
-- kept, the rest is the column's own flag, so that catalogs of all versions compare. A foreign key that references a
-- partitioned table has further rows for the partitions, which nobody wrote. Definitions of keys are composed with what
-- stands in the last columns.
SELECT
  k.oid,
  k.conrelid AS table_oid,
  k.conname AS name,
  CASE k.contype
    WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check'
    WHEN 'x' THEN 'exclusion' WHEN 'n' THEN 'not null' ELSE 'trigger'
  END AS kind,
  k.convalidated AS validated,
  k.contype NOT IN ('c', 'f') OR k.conenforced AS enforced,
  k.condeferrable AS "deferrable",
  k.condeferred AS initially_deferred,
  NOT k.conislocal OR k.conparentid <> 0 AS inherited,
  coalesce(k.conkey, '{}') AS columns,
  k.confrelid AS referenced_table_oid,
  coalesce(k.confkey, '{}') AS referenced_columns,
  k.conindid AS index_oid,
  CASE WHEN k.contype NOT IN ('p', 'u', 'f') THEN pg_catalog.pg_get_constraintdef(k.oid) END AS printed,
  k.contype IN ('p', 'u', 'f') AND k.conenforced AND NOT k.conperiod AND k.confdelsetcols IS NULL AS plain,
  k.confmatchtype::text AS match,
  k.confupdtype::text AS on_update,
  k.confdeltype::text AS on_delete
-- These columns are new in PostgreSQL 15 and 18: in older ones the names mean those of the row around.
FROM (VALUES (true, false, NULL::pg_catalog.int2[])) AS older (conenforced, conperiod, confdelsetcols)
CROSS JOIN LATERAL (
  SELECT
    r.oid, r.conrelid, r.conname, r.contype, r.convalidated, r.condeferrable, r.condeferred, r.conislocal, r.conparentid, r.conkey,
    r.confrelid, r.confkey, r.conindid, r.confmatchtype, r.confupdtype, r.confdeltype, conenforced, conperiod, confdelsetcols
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
