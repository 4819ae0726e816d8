-- A row is a procedural language, or what a language does with one type.
SELECT
  'language' AS kind,
  pg_catalog.quote_ident(l.lanname::text) AS identity,
  ARRAY[pg_catalog.concat_ws(
    ' ',
    pg_catalog.format('CREATE OR REPLACE%%s LANGUAGE %%I', CASE WHEN l.lanpltrusted THEN ' TRUSTED' END, l.lanname),
    'HANDLER ' || nullif(l.lanplcallfoid::pg_catalog.regproc::text, '-'),
    'INLINE ' || nullif(l.laninline::pg_catalog.regproc::text, '-'),
    'VALIDATOR ' || nullif(l.lanvalidator::pg_catalog.regproc::text, '-')
  )] AS definition,
  pg_catalog.format('DROP LANGUAGE %%I', l.lanname) AS removal,
  true AS replaceable,
  'pg_catalog.pg_language'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  l.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_language AS l
WHERE l.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_language'::pg_catalog.regclass AND e.objid = l.oid AND e.deptype = 'e'
  )
UNION ALL
SELECT
  'transform',
  i.identity,
  ARRAY[pg_catalog.format('CREATE OR REPLACE TRANSFORM %%s (%%s)', i.identity, pg_catalog.concat_ws(
    ', ',
    'FROM SQL WITH FUNCTION ' || nullif(f.trffromsql::pg_catalog.regprocedure::text, '-'),
    'TO SQL WITH FUNCTION ' || nullif(f.trftosql::pg_catalog.regprocedure::text, '-')
  ))],
  pg_catalog.concat('DROP TRANSFORM ', i.identity),
  true,
  'pg_catalog.pg_transform'::pg_catalog.regclass::pg_catalog.oid::bigint, f.oid::bigint, 0,
  NULL, NULL, NULL
FROM pg_catalog.pg_transform AS f
JOIN pg_catalog.pg_language AS l ON l.oid = f.trflang
JOIN pg_catalog.pg_type AS t ON t.oid = f.trftype
JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
CROSS JOIN LATERAL (
  SELECT pg_catalog.format('FOR %%s LANGUAGE %%I', pg_catalog.format_type(f.trftype, NULL), l.lanname) AS identity
) AS i
WHERE f.oid >= 16384
  AND n.nspname <> %(reserved)s
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_transform'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e'
  )
