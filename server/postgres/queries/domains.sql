-- A row is a domain, its default, its NOT NULL, or one of its conditions.
-- A domain over a domain takes over the default that one has, which is why it is told to have none; DEFAULT NULL would be a
-- default. NOT NULL has a constraint, and with it a name, from PostgreSQL 17 on.
WITH domain AS (
  SELECT
    t.oid, t.typname, t.typbasetype, t.typtypmod, t.typcollation, t.typdefaultbin, t.typnotnull,
    pg_catalog.format('%%I.%%I', n.nspname, t.typname) AS identity,
    'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid
  FROM pg_catalog.pg_type AS t
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
  WHERE t.typtype = 'd'
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = t.oid AND e.deptype = 'e'
    )
)
SELECT
  'domain' AS kind,
  d.identity,
  pg_catalog.array_remove(ARRAY[
    pg_catalog.concat_ws(
      ' ',
      'CREATE DOMAIN', d.identity, 'AS', pg_catalog.format_type(d.typbasetype, d.typtypmod),
      CASE WHEN d.typcollation <> b.typcollation THEN 'COLLATE ' || d.typcollation::pg_catalog.regcollation::text END
    ),
    CASE WHEN b.typtype = 'd' THEN pg_catalog.concat('ALTER DOMAIN ', d.identity, ' DROP DEFAULT') END
  ], NULL) AS definition,
  pg_catalog.concat('DROP DOMAIN ', d.identity) AS removal,
  false AS replaceable,
  d.class_oid,
  d.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM domain AS d
JOIN pg_catalog.pg_type AS b ON b.oid = d.typbasetype
UNION ALL
SELECT
  'domain default',
  d.identity,
  ARRAY[pg_catalog.concat('ALTER DOMAIN ', d.identity, ' SET DEFAULT ', pg_catalog.pg_get_expr(d.typdefaultbin, 0))],
  pg_catalog.concat('ALTER DOMAIN ', d.identity, ' DROP DEFAULT'),
  true,
  d.class_oid, d.oid::bigint, 0,
  d.class_oid, d.oid::bigint, 0
FROM domain AS d
WHERE d.typdefaultbin IS NOT NULL
UNION ALL
SELECT
  'domain not null',
  d.identity,
  ARRAY[pg_catalog.concat(
    'ALTER DOMAIN ', d.identity,
    CASE WHEN k.conname::text <> d.typname::text || '_not_null' THEN pg_catalog.format(' ADD CONSTRAINT %%I NOT NULL', k.conname)
      ELSE ' SET NOT NULL' END
  )],
  pg_catalog.concat('ALTER DOMAIN ', d.identity, ' DROP NOT NULL'),
  false,
  CASE WHEN k.oid IS NULL THEN d.class_oid ELSE 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid::bigint END,
  coalesce(k.oid, d.oid)::bigint, 0,
  d.class_oid, d.oid::bigint, 0
FROM domain AS d
LEFT JOIN pg_catalog.pg_constraint AS k ON k.contypid = d.oid AND k.contype = 'n'
WHERE d.typnotnull
UNION ALL
SELECT
  'domain constraint',
  pg_catalog.format('%%I on %%s', k.conname, d.identity),
  ARRAY[pg_catalog.format(
    'ALTER DOMAIN %%s ADD CONSTRAINT %%I %%s', d.identity, k.conname, pg_catalog.pg_get_constraintdef(k.oid)
  )],
  pg_catalog.format('ALTER DOMAIN %%s DROP CONSTRAINT %%I', d.identity, k.conname),
  false,
  'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid::bigint, k.oid::bigint, 0,
  d.class_oid, d.oid::bigint, 0
FROM domain AS d
JOIN pg_catalog.pg_constraint AS k ON k.contypid = d.oid AND k.contype = 'c'
