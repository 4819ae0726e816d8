-- A row is a conversion between encodings.
SELECT
  'conversion' AS kind,
  i.identity,
  ARRAY[pg_catalog.format(
    'CREATE%%s CONVERSION %%s FOR %%L TO %%L FROM %%s', CASE WHEN c.condefault THEN ' DEFAULT' END, i.identity,
    pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc::text
  )] AS definition,
  pg_catalog.concat('DROP CONVERSION ', i.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_conversion'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  c.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_conversion AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
CROSS JOIN LATERAL (SELECT pg_catalog.format('%%I.%%I', n.nspname, c.conname) AS identity) AS i
WHERE NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
  AND n.nspname NOT IN ('information_schema', %(reserved)s)
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_conversion'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e'
  )
