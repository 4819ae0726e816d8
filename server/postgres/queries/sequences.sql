-- A row is a sequence.
SELECT
  c.oid,
  n.nspname AS schema,
  c.relname AS name,
  CASE c.relpersistence WHEN 'p' THEN 'permanent' WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS persistence,
  pg_catalog.format_type(s.seqtypid, NULL) AS type,
  s.seqstart AS start,
  s.seqincrement AS increment,
  s.seqmin AS minimum,
  s.seqmax AS maximum,
  s.seqcache AS cache,
  s.seqcycle AS "cycle",
  CASE WHEN o.refobjid IS NOT NULL THEN ARRAY[o.refobjid::bigint, o.refobjsubid::bigint] END AS owned_by,
  coalesce(o.deptype = 'i', false) AS identity
FROM pg_catalog.pg_sequence AS s
JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend AS o
  ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid AND o.objsubid = 0
  AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  -- only s.seqrelid
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND c.oid NOT IN (
    SELECT e.objid FROM pg_catalog.pg_depend AS e
    WHERE e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND e.deptype = 'e'
  )
