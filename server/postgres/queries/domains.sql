-- A row is a domain with its default and conditions.
SELECT
  'domain' AS kind,
  pg_catalog.format('%%I.%%I', n.nspname, t.typname) AS identity,
  pg_catalog.concat_ws(
    ' ',
    pg_catalog.format_type(t.typbasetype, t.typtypmod),
    CASE WHEN t.typcollation <> b.typcollation THEN 'COLLATE ' || t.typcollation::pg_catalog.regcollation::text END,
    'DEFAULT ' || pg_catalog.pg_get_expr(t.typdefaultbin, 0),
    CASE WHEN t.typnotnull THEN 'NOT NULL' END,
    (
      SELECT pg_catalog.string_agg(
        pg_catalog.format('CONSTRAINT %%I %%s', k.conname, pg_catalog.pg_get_constraintdef(k.oid)), ' ' ORDER BY k.conname
      )
      FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'
    )
  ) AS definition
FROM pg_catalog.pg_type AS t
JOIN pg_catalog.pg_type AS b ON b.oid = t.typbasetype
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'd'
  AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
  )
