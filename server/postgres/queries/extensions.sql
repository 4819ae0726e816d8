-- A row is an extension users installed (OIDs below 16384 are the system's own), or its version; every other query leaves
-- its members out.
WITH extension AS (
  SELECT x.oid, x.extname, x.extversion, n.nspname, 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid
  FROM pg_catalog.pg_extension AS x
  JOIN pg_catalog.pg_namespace AS n ON n.oid = x.extnamespace
  WHERE x.oid >= 16384
    AND n.nspname <> %(reserved)s
)
SELECT
  'extension' AS kind,
  pg_catalog.quote_ident(x.extname::text) AS identity,
  ARRAY[pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %%I WITH SCHEMA %%I', x.extname, x.nspname)] AS definition,
  pg_catalog.format('DROP EXTENSION %%I', x.extname) AS removal,
  false AS replaceable,
  x.class_oid,
  x.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM extension AS x
UNION ALL
SELECT
  'extension schema',
  pg_catalog.quote_ident(x.extname::text),
  ARRAY[pg_catalog.format('ALTER EXTENSION %%I SET SCHEMA %%I', x.extname, x.nspname)],
  '',
  true,
  x.class_oid, x.oid::bigint, 0,
  x.class_oid, x.oid::bigint, 0
FROM extension AS x
UNION ALL
SELECT
  'extension version',
  pg_catalog.quote_ident(x.extname::text),
  ARRAY[pg_catalog.format('ALTER EXTENSION %%I UPDATE TO %%L', x.extname, x.extversion)],
  '',
  true,
  x.class_oid, x.oid::bigint, 0,
  x.class_oid, x.oid::bigint, 0
FROM extension AS x
