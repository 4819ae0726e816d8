-- A row is a schema in a publication, from PostgreSQL 15 on.
SELECT
  'publication schema' AS kind,
  pg_catalog.format('%%I in %%I', n.nspname, p.pubname) AS identity,
  ARRAY[pg_catalog.format('ALTER PUBLICATION %%I ADD TABLES IN SCHEMA %%I', p.pubname, n.nspname)] AS definition,
  pg_catalog.format('ALTER PUBLICATION %%I DROP TABLES IN SCHEMA %%I', p.pubname, n.nspname) AS removal,
  false AS replaceable,
  'pg_catalog.pg_publication_namespace'::pg_catalog.regclass::oid::bigint AS class_oid,
  r.oid::bigint AS oid,
  0 AS number,
  'pg_catalog.pg_publication'::pg_catalog.regclass::oid::bigint AS part_of_class,
  p.oid::bigint AS part_of_oid,
  0 AS part_of_number
FROM pg_catalog.pg_publication_namespace AS r
JOIN pg_catalog.pg_publication AS p ON p.oid = r.pnpubid
JOIN pg_catalog.pg_namespace AS n ON n.oid = r.pnnspid
WHERE n.nspname <> %(reserved)s
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_publication'::pg_catalog.regclass AND e.objid = p.oid AND e.deptype = 'e'
  )
