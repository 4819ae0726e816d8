-- A row is an access method of tables or indexes.
SELECT
  'access method' AS kind,
  pg_catalog.quote_ident(m.amname::text) AS identity,
  ARRAY[pg_catalog.format(
    'CREATE ACCESS METHOD %%I TYPE %%s HANDLER %%s', m.amname, CASE m.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END, m.amhandler::text
  )] AS definition,
  pg_catalog.format('DROP ACCESS METHOD %%I', m.amname) AS removal,
  false AS replaceable,
  'pg_catalog.pg_am'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  m.oid::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM pg_catalog.pg_am AS m
WHERE m.oid >= 16384
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend AS e
    WHERE e.classid = 'pg_catalog.pg_am'::pg_catalog.regclass AND e.objid = m.oid AND e.deptype = 'e'
  )
