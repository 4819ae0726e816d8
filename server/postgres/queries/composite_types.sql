-- A row is a composite type or one of its attributes; the row types of tables and views are none. The order of attributes is
-- that of their numbers.
WITH composite AS (
  SELECT c.oid, c.reltype, pg_catalog.format('%%I.%%I', n.nspname, c.relname) AS identity
  FROM pg_catalog.pg_class AS c
  JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind = 'c'
    AND NOT pg_catalog.starts_with(n.nspname::text, 'pg_')
    AND n.nspname NOT IN ('information_schema', %(reserved)s)
    AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_depend AS e
      WHERE e.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND e.objid = c.reltype AND e.deptype = 'e'
    )
)
SELECT
  'composite type' AS kind,
  c.identity,
  ARRAY[pg_catalog.concat('CREATE TYPE ', c.identity, ' AS ()')] AS definition,
  pg_catalog.concat('DROP TYPE ', c.identity) AS removal,
  false AS replaceable,
  'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint AS class_oid,
  c.reltype::bigint AS oid,
  0 AS number,
  NULL::bigint AS part_of_class,
  NULL::bigint AS part_of_oid,
  NULL::integer AS part_of_number
FROM composite AS c
UNION ALL
(
  SELECT
    'composite type attribute',
    pg_catalog.format('%%s.%%I', c.identity, a.attname),
    ARRAY[pg_catalog.concat_ws(
      ' ',
      pg_catalog.format('ALTER TYPE %%s ADD ATTRIBUTE %%I', c.identity, a.attname),
      pg_catalog.format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attcollation <> t.typcollation THEN 'COLLATE ' || a.attcollation::pg_catalog.regcollation::text END,
      'CASCADE'
    )],
    pg_catalog.format('ALTER TYPE %%s DROP ATTRIBUTE %%I CASCADE', c.identity, a.attname),
    false,
    'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid::bigint, c.oid::bigint, a.attnum::integer,
    'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid::bigint, c.reltype::bigint, 0
  FROM composite AS c
  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
  ORDER BY c.identity, a.attnum
)
